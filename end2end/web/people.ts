import { pin } from '../network/seeds';
import type { Person } from './pages';

/** Nine digits with their two check digits. */
function cpfOf(base: number): string {
  const digits = Array.from(String(base).padStart(9, '0'), Number);
  while (digits.length < 11) {
    const weighted = digits.map((digit, index) => digit * (digits.length + 1 - index));
    const rest = weighted.reduce((sum, each) => sum + each, 0) % 11;
    digits.push(rest < 2 ? 0 : 11 - rest);
  }
  return digits.join('');
}

/** Somebody who is no customer of BBX yet. */
export function newcomer(mark: string, base: number): Person {
  const email = `cliente.${mark}@bbx.example`;
  return { name: 'Cliente Novo', cpf: cpfOf(base), email, password: 'uma frase longa', pin };
}
