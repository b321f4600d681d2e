import { ana, anaKey, bruno, carla, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown, typed } from './money';

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

test('back from a transfer leads to it again, not to its review', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(620);
  const id = await payer.send({ key: carlaKey, amount: typed(amount), message: 'de novo' });
  await payer.reaches('completed');
  expect(await payer.goBack()).toBe(id);
  await expect(payer.confirmButton).toHaveCount(0);
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

test('a review that was sent again unchanged is one transfer', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(650);
  const order = { key: carlaKey, amount: typed(amount), message: 'sem mudança' };
  await payer.review(order);
  const other = await payer.duplicate();
  await other.correct(order);
  expect(await other.confirm()).toBe(await payer.confirm());
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - amount);
});

test('a review that was corrected in another tab still sends what it shows', async ({
  signIn,
  cents,
}) => {
  const payer = await signIn(bruno);
  const before = await payer.readBalance();
  const [amount, corrected] = [cents(660), cents(670)];
  await payer.review({ key: carlaKey, amount: typed(amount), message: 'como estava' });
  const other = await payer.duplicate();
  await other.correct({ key: anaKey, amount: typed(corrected), message: 'corrigida' });
  await expect(other.main).toContainText(ana.name);

  const id = await payer.confirm();
  await payer.reaches('completed');
  await expect(payer.main).toContainText(carla.name);
  await expect(payer.main).toContainText(shown(amount));
  await expect(payer.main).toContainText('como estava');
  expect(await payer.readBalance()).toBe(before - amount);

  expect(await other.confirm()).not.toBe(id);
  await other.reaches('completed');
  await expect(other.main).toContainText(shown(corrected));
  expect(await other.readBalance()).toBe(before - amount - corrected);
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
