/** Centavos as a customer types them: 137 is `1,37`. */
export function typed(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)},${digits.slice(-2)}`;
}

/** Centavos as a page shows them, whatever kind of space follows the sign: 137 is `R$ 1,37`. */
export function shown(cents: number): RegExp {
  return new RegExp(`R\\$\\s?${typed(cents)}(?!\\d)`);
}
