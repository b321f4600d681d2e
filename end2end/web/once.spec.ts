import { ana, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { typed } from './money';

test('a double click on Confirmar is one transfer', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(610);
  await payer.review({ key: carlaKey, amount: typed(amount), message: 'duas vezes' });
  await payer.confirmTwice();
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - amount);
  await payer.open('/statement');
  await expect(payer.movements(-amount)).toHaveCount(1);
});

test('back and Confirmar again is the same transfer', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(620);
  const id = await payer.send({ key: carlaKey, amount: typed(amount), message: 'de novo' });
  await payer.reaches('completed');
  expect(await payer.goBackAndConfirm()).toBe(id);
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - amount);
});

test('the same review in two tabs is one transfer', async ({ signIn, cents }) => {
  const first = await signIn(ana);
  const before = await first.readBalance();
  const amount = cents(630);
  await first.review({ key: carlaKey, amount: typed(amount), message: 'duas abas' });
  const second = await first.duplicate();
  const id = await first.confirm();
  expect(await second.confirm()).toBe(id);
  await second.reaches('completed');
  expect(await first.readBalance()).toBe(before - amount);
});

test('one form posted three times at the same moment is one transfer', async ({
  signIn,
  cents,
}) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(640);
  await payer.review({ key: carlaKey, amount: typed(amount), message: 'repetida' });
  const form = await payer.holdBackConfirm();
  const send = () => payer.page.request.fetch(form);
  const answers = await Promise.all([send(), send(), send()]);
  const paths = answers.map((answer) => new URL(answer.url()).pathname);
  expect(paths[0]).toMatch(/^\/transfers\/[0-9a-f-]{36}$/);
  expect(new Set(paths).size).toBe(1);
  expect(answers.map((answer) => answer.status())).toEqual([200, 200, 200]);

  await payer.open(paths[0] ?? '');
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - amount);
});
