import { anaKey, diego } from '../network/seeds';
import { expect, test } from './fixtures';

test('a registered e-mail key is listed', async ({ signIn, mark }) => {
  const pages = await signIn(diego);
  const key = `diego.${mark}@ctd.example`;
  await pages.registerKey('email', key);
  await pages.open('/keys');
  await expect(pages.keys.filter({ hasText: key })).toBeVisible();
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

test('a key that somebody else holds is refused beside the field', async ({ signIn }) => {
  const pages = await signIn(diego);
  await pages.fillKey('email', anaKey);
  await expect(await pages.errorOf(pages.key)).toContainText(/chave/i);
  await expect(pages.key).toHaveValue(anaKey);
  await expect(pages.keyKind).toHaveValue('email');
  await expect(pages.keys.filter({ hasText: anaKey })).toHaveCount(0);
});
