import { expect } from '@playwright/test';
import { pin } from '../network/seeds';
import type { BankPages, KeyKind } from './pages';

export interface Person {
  name: string;
  /** CPF or CNPJ. */
  document: string;
  email: string;
  password: string;
  pin: string;
}

function checkDigit(values: number[], weights: number[]): number {
  const rest = values.reduce((sum, each, index) => sum + each * (weights[index] ?? 0), 0) % 11;
  return rest < 2 ? 0 : 11 - rest;
}

/** Nine digits with their two check digits. */
function cpfOf(base: number): string {
  const digits = Array.from(String(base).padStart(9, '0'), Number);
  while (digits.length < 11) {
    digits.push(
      checkDigit(
        digits,
        digits.map((_, index) => digits.length + 1 - index),
      ),
    );
  }
  return digits.join('');
}

/** Two letters and ten digits with their two check digits, as the pages write them. */
function cnpjOf(base: number): string {
  let text = `LJ${String(base).padStart(10, '0')}`;
  while (text.length < 14) {
    // A letter counts as its code less that of the digit zero; weights are 2 to 9 from the end on.
    const values = Array.from(text, (letter) => letter.charCodeAt(0) - '0'.charCodeAt(0));
    const weights = values.map((_, index) => 2 + ((values.length - 1 - index) % 8));
    text += String(checkDigit(values, weights));
  }
  return text.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5');
}

/** Somebody whom nobody knows yet; `mark` and `base` are of one test and project alone. */
export function newcomer(mark: string, base: number): Person {
  const email = `cliente.${mark}@bbx.example`;
  return { name: 'Cliente Novo', document: cpfOf(base), email, password: 'uma frase longa', pin };
}

/** A company, likewise. */
export function company(mark: string, base: number): Person {
  return { ...newcomer(mark, base), name: 'Loja Nova', document: cnpjOf(base) };
}

/** Gives an account that was just opened a key: CodePix is told of it within a second. */
export async function registerFirstKey(
  pages: BankPages,
  kind: KeyKind,
  key: string,
): Promise<void> {
  await expect(async () => {
    await pages.registerKey(kind, key);
  }).toPass();
}
