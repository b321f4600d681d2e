import type { Network } from '../network/devnet';
import { ana, anaKey, bruno, carla, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown, typed } from './money';

test('money goes from BBX to CTD, to the centavo', async ({ signIn, cents, mark }) => {
  const payer = await signIn(ana);
  const receiver = await signIn(carla);
  const [paidFrom, paidTo] = [await payer.readBalance(), await receiver.readBalance()];
  const amount = cents(130);

  await payer.review({ key: carlaKey, amount: typed(amount), message: `almoço ${mark}` });
  await expect(payer.main).toContainText(carla.name);
  await expect(payer.main).toContainText('CTD');
  await expect(payer.main).toContainText(carla.maskedCpf);
  await expect(payer.main).toContainText(shown(amount));
  await expect(payer.main).toContainText(`almoço ${mark}`);

  const id = await payer.confirm();
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(paidFrom - amount);
  expect(await receiver.readBalance()).toBe(paidTo + amount);
  await expect(receiver.movements(amount)).toHaveCount(1);
  await payer.open('/statement');
  await expect(payer.movements(-amount)).toHaveCount(1);
  await receiver.open('/statement');
  await expect(receiver.movements(amount)).toHaveCount(1);
  await receiver.open(`/transfers/${id}`);
  await expect(receiver.state).toHaveAttribute('data-state', 'completed');
});

test('money goes from CTD to BBX', async ({ signIn, cents, mark }) => {
  const payer = await signIn(carla);
  const receiver = await signIn(ana);
  const [paidFrom, paidTo] = [await payer.readBalance(), await receiver.readBalance()];
  const amount = cents(210);

  await payer.send({ key: anaKey, amount: typed(amount), message: `volta ${mark}` });
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(paidFrom - amount);
  expect(await receiver.readBalance()).toBe(paidTo + amount);
});

test('money goes to another account of the same bank', async ({ signIn, cents, mark }) => {
  const payer = await signIn(ana);
  const receiver = await signIn(bruno);
  const key = `bruno.${mark}@bbx.example`;
  await receiver.registerKey('email', key);
  const [paidFrom, paidTo] = [await payer.readBalance(), await receiver.readBalance()];
  const amount = cents(310);

  const id = await payer.send({ key, amount: typed(amount), message: `vizinho ${mark}` });
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(paidFrom - amount);
  expect(await receiver.readBalance()).toBe(paidTo + amount);
  await receiver.open(`/transfers/${id}`);
  await expect(receiver.state).toHaveAttribute('data-state', 'completed');
});

test('an empty message is sent as well', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  await payer.send({ key: carlaKey, amount: typed(cents(410)), message: '' });
  await payer.reaches('completed');
});

test('an unknown key is said on the form, before any debit', async ({ signIn, mark }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const order = { key: `nobody.${mark}@ctd.example`, amount: '1,37', message: 'para ninguém' };

  await payer.fillOrder(order);
  await expect(payer.page).not.toHaveURL(/\/send\/review/);
  await expect(await payer.errorOf(payer.key)).toContainText(/chave/i);
  await expect(payer.key).toHaveValue(order.key);
  await expect(payer.amount).toHaveValue(/1,37/);
  await expect(payer.message).toHaveValue(order.message);
  expect(await payer.readBalance()).toBe(before);
});

test('more than the balance is refused', async ({ signIn }) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  await payer.tryToSend({ key: carlaKey, amount: '9.999,99', message: 'demais' });
  await expect(payer.alert.first()).toContainText(/saldo/i);
  await expect(payer.page).not.toHaveURL(/\/transfers\//);
  expect(await payer.readBalance()).toBe(before);
});

const badAmounts = [
  { amount: '1.234', said: /escreva 1234 ou 1\.234,00/i },
  { amount: '0', said: /./ },
  { amount: '-1', said: /./ },
  { amount: '10,005', said: /./ },
  { amount: '1e3', said: /./ },
];

test('an amount that is none, or too fine, is refused beside the field', async ({ signIn }) => {
  const payer = await signIn(ana);
  for (const { amount, said } of badAmounts) {
    await test.step(amount, async () => {
      await payer.fillOrder({ key: carlaKey, amount, message: 'valor' });
      await expect(payer.page).not.toHaveURL(/\/send\/review/);
      await expect(await payer.errorOf(payer.amount)).toContainText(said);
      await expect(payer.key).toHaveValue(carlaKey);
    });
  }
});

test('with CodePix frozen money is accepted, and completes in view once it is back', async ({
  signIn,
  network,
  cents,
}) => {
  const payer = await signIn(ana);
  const before = await payer.readBalance();
  const amount = cents(510);
  await payer.review({ key: carlaKey, amount: typed(amount), message: 'sem pressa' });
  await withCodepixFrozen(network, async () => {
    await payer.confirm();
    await expect(payer.state).toHaveAttribute('data-state', 'pending');
  });
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - amount);
});

test('a page that was refused its events asks again, and sees the end', async ({
  signIn,
  network,
  cents,
  watch,
}) => {
  watch.expect(/503.*\/events/);
  const payer = await signIn(ana);
  await payer.review({ key: carlaKey, amount: typed(cents(520)), message: 'sem ouvir' });
  const refused = await payer.refuseEvents();
  await withCodepixFrozen(network, async () => {
    await payer.confirm();
    await expect(payer.state).toHaveAttribute('data-state', 'pending');
    await refused();
  });
  await payer.reaches('completed');
});

async function withCodepixFrozen(network: Network, act: () => Promise<void>): Promise<void> {
  const codepix = network.pids.codepix ?? 0;
  expect(codepix).toBeGreaterThan(0);
  process.kill(codepix, 'SIGSTOP');
  try {
    await act();
  } finally {
    process.kill(codepix, 'SIGCONT');
  }
}
