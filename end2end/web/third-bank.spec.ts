import { ana, anaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { typed } from './money';
import { newcomer } from './newcomer';

test('a bank of another colour opens an account that is paid and pays', async ({
  visit,
  signIn,
  cents,
  mark,
}) => {
  const pages = await visit('003');
  const person = newcomer(`terceira.${mark}`, cents(923_456_780));
  await pages.fillAccount(person);
  await expect(pages.page).toHaveTitle(/NOVO/);
  expect(await pages.brand()).toBe('#7c3aed');
  // CodePix is told of the account within a second.
  await expect(async () => {
    await pages.registerKey('email', person.email);
  }).toPass();

  const payer = await signIn(ana);
  await payer.review({ key: person.email, amount: typed(cents(770)), message: 'ao terceiro' });
  await expect(payer.main).toContainText('NOVO');
  await payer.confirm();
  await payer.reaches('completed');
  expect(await pages.readBalance()).toBe(cents(770));

  // Back to the seeded customers, whose balances are added up at the end of the run.
  await pages.send({ key: anaKey, amount: typed(cents(770)), message: 'de volta' });
  await pages.reaches('completed');
  expect(await pages.readBalance()).toBe(0);
});
