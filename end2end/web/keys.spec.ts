import { anaKey, diego } from '../network/seeds';
import { expect, test } from './fixtures';
import { Keyring } from './keyring';
import { newcomer, registerFirstKey } from './newcomer';
import type { BankPages } from './pages';

test('an e-mail address is a key once its code was given back', async ({
  signIn,
  mark,
  javaScriptEnabled,
}) => {
  const pages = await signIn(diego);
  const key = `diego.${mark}@ctd.example`;
  await pages.registerKey('email', key);
  await pages.open('/keys');
  await expect(pages.keys.filter({ hasText: key })).toBeVisible();
  await new Keyring(pages).copy(key, javaScriptEnabled);
});

test('a CPF with wrong check digits is refused beside the field', async ({ signIn }) => {
  const pages = await signIn(diego);
  await pages.fillKey('cpf', '390.533.447-06');
  await expect(await pages.errorOf(pages.key)).toContainText(/CPF/);
  await expect(pages.key).toHaveValue('390.533.447-06');
  await expect(pages.keyKind).toHaveValue('cpf');
  await expect(pages.keys.filter({ hasText: '390' })).toHaveCount(0);
});

test("another person's CPF is refused beside the field", async ({ signIn }) => {
  const pages = await signIn(diego);
  await pages.fillKey('cpf', '935.411.347-80');
  await expect(await pages.errorOf(pages.key)).toContainText(/CPF/);
  await expect(pages.key).toHaveValue('935.411.347-80');
  await expect(pages.keys.filter({ hasText: '935' })).toHaveCount(0);
});

test('a key that somebody else holds is not registered, but can be claimed', async ({ signIn }) => {
  const pages = await signIn(diego);
  await pages.fillKey('email', anaKey);
  const { claimButton } = new Keyring(pages);
  await expect(claimButton).toHaveCount(0);
  await pages.keyCode.give(anaKey);
  await expect(pages.main).toContainText(anaKey);
  await expect(claimButton).toBeVisible();
  await pages.open('/keys');
  await expect(pages.keys.filter({ hasText: anaKey })).toHaveCount(0);
});

/** Somebody new, whom CodePix is told of within a second. */
async function opened(pages: BankPages, mark: string, base: number): Promise<string> {
  const person = newcomer(mark, base);
  await pages.fillAccount(person);
  await registerFirstKey(pages, 'email', person.email);
  return person.email;
}

function otherThan(code: string): string {
  return code === '000000' ? '111111' : '000000';
}

test('keys of every kind, five at most, and each can be given up', async ({
  visit,
  mark,
  cents,
}) => {
  const pages = await visit('001');
  const email = await opened(pages, `chaves.${mark}`, cents(323_456_780));
  await expect(pages.main).toContainText('Você ainda pode cadastrar 4 chaves.');
  const digits = String(cents(71_234_560));
  const phone = `(21) 9${digits.slice(0, 4)}-${digits.slice(4)}`;
  await pages.registerKey('phone', phone);
  await pages.fillKey('evp');
  await expect(pages.keys.filter({ hasText: 'Chave aleatória' })).toHaveCount(1);
  await pages.fillKey('evp');
  await expect(pages.keys.filter({ hasText: 'Chave aleatória' })).toHaveCount(2);
  await pages.registerKey('email', `segunda.${email}`);
  await expect(pages.registerButton).toHaveCount(0);
  await expect(pages.main).toContainText('Esta conta já tem 5 chaves');

  await new Keyring(pages).remove(phone);
  await expect(pages.keys.filter({ hasText: phone })).toHaveCount(0);
  await expect(pages.keys).toHaveCount(4);
  await expect(pages.registerButton).toBeVisible();
});

test('a wrong code is said beside the field, and after five another is asked for', async ({
  visit,
  mark,
  cents,
}) => {
  const pages = await visit('002');
  const email = await opened(pages, `codigo.${mark}`, cents(423_456_780));
  const key = `outra.${email}`;
  await pages.fillKey('email', key);
  const wrong = otherThan(await pages.keyCode.read(key));
  for (let left = 4; left > 0; left -= 1) {
    await pages.keyCode.type(wrong);
    await expect(await pages.errorOf(pages.keyCode.field)).toContainText(/não é o código/);
    await expect(pages.keyCode.field).toHaveValue('');
  }
  await pages.keyCode.type(wrong);
  await expect(pages.main).toContainText('Este código não vale mais');
  await expect(pages.keyCode.field).toHaveCount(0);
  await pages.submit(pages.page.getByRole('button', { name: 'Mandar outro código' }));
  await pages.keyCode.give(key);
  await expect(pages.keys.filter({ hasText: key })).toHaveCount(1);
});
