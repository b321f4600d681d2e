import { expect, test } from '@playwright/test';
import { CleanUp } from '../network/clean-up';
import { Devnet, keepData } from '../network/devnet';
import { ana, carla, carlaKey } from '../network/seeds';
import { holds, until } from '../network/until';
import { Visitor } from '../network/visitor';
import { CourseBank } from './bank';
import { Observer } from './observer';

// The bank of the original course, unmodified in all that counts, as a peer of our CodePix.

const key = { kind: 'email', key: 'curso@course.example' };
const DEADLINE_MS = 30_000;
const DOWN_MS = 12_000;

const cleanUp = new CleanUp();
let devnet: Devnet;
let bank: CourseBank;
let account: string;
let orders: Observer;

test.beforeAll(async () => {
  devnet = await Devnet.start(['--legacy', '003:COURSE']);
  cleanUp.add(() => devnet.stop());
  const { network } = devnet;
  account = network.legacy?.[0]?.accounts[0] ?? '';
  expect(account, 'network.json names the accounts of the legacy bank').not.toBe('');
  bank = new CourseBank({
    code: '003',
    broker: network.kafka,
    codepix: new URL(network.codepix_grpc).host,
    accounts: network.legacy?.[0]?.accounts ?? [],
    // Its client would skip what came while it was down on a partition that it never read.
    fromBeginning: true,
  });
  cleanUp.add(() => bank.close());
  await bank.start();
  await bank.registerKey(account, key);
  orders = await Observer.of('bank003', network.kafka);
  cleanUp.add(() => orders.stop());
});

test.afterEach(({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus) keepData(devnet.data);
});

test.afterAll(() => cleanUp.run());

test('as destination it credits once, and the payer sees the transfer completed', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  const held = bank.balance(account);

  const id = await payer.send(key.key, '10', 'para o curso');
  await payer.sees(id, 'completed', DEADLINE_MS);
  expect(await payer.balance()).toBe(before - 1_000);
  expect(bank.of(id)).toMatchObject([{ reais: 10, description: 'para o curso' }]);
  expect(bank.balance(account)).toBe(held + 10);
  expect(orders.count(id, 'pending')).toBe(1);
});

test('as origin its order completes at CTD', async () => {
  const receiver = await Visitor.signedIn(devnet.network, carla);
  const before = await receiver.balance();

  const id = await bank.send(account, 7, { kind: 'email', key: carlaKey }, 'do curso');
  await until('completed at the legacy bank', DEADLINE_MS, () => {
    return bank.of(id)[0]?.status === 'completed';
  });
  expect(await receiver.balance()).toBe(before + 700);
  await receiver.sees(id, 'completed', DEADLINE_MS);
});

test('its order that comes twice is credited once', async () => {
  const receiver = await Visitor.signedIn(devnet.network, carla);
  const before = await receiver.balance();

  const id = await bank.send(account, 2, { kind: 'email', key: carlaKey }, 'duas vezes');
  await bank.repeat(id);
  await until('completed at the legacy bank', DEADLINE_MS, () => {
    return bank.of(id)[0]?.status === 'completed';
  });
  await bank.repeat(id);
  const next = await bank.send(account, 1, { kind: 'email', key: carlaKey }, 'depois');
  await until('a later order completed', DEADLINE_MS, () => {
    return bank.of(next)[0]?.status === 'completed';
  });
  expect(await receiver.balance()).toBe(before + 300);
});

test('while it is down an order is sent once, and completes when it is back', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  await bank.stop();

  const id = await payer.send(key.key, '5', 'com paciência');
  await until('the order is on its topic', DEADLINE_MS, () => orders.count(id, 'pending') > 0);
  await holds(DOWN_MS, () => {
    expect(orders.count(id, 'pending')).toBe(1);
  });
  await payer.sees(id, 'pending', DEADLINE_MS);
  await bank.start();
  await payer.sees(id, 'completed', DEADLINE_MS);
  expect(bank.of(id)).toHaveLength(1);
  expect(orders.count(id, 'pending')).toBe(1);
  expect(await payer.balance()).toBe(before - 500);
});

test('centavos are refused with the reason, before the debit', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  const id = await payer.send(key.key, '1,50', 'com centavos');
  expect(id).toBe('');
  expect(payer.alerts).toMatch(/inteir|centavos/i);
  expect(await payer.balance()).toBe(before);
});
