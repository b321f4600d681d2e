import { expect, test } from '@playwright/test';
import { CleanUp } from '../network/clean-up';
import { Devnet, keepData } from '../network/devnet';
import { ana, diego } from '../network/seeds';
import { holds, until } from '../network/until';
import { Visitor } from '../network/visitor';
import { CourseCodePix } from './codepix';
import { Observer } from './observer';

// Our banks against the CodePix of the original course; no CodePix of ours runs here.

const key = 'diego@course.example';
const DEADLINE_MS = 30_000;
const DOWN_MS = 12_000;

const bbx = { bankCode: '001', bankName: 'BBX' };
const ctd = { bankCode: '002', bankName: 'CTD' };
const accounts = [
  { id: '6e4635ce-88d1-4e58-9597-d13fc446ee47', number: '1111', owner: 'Ana Souza', ...bbx },
  { id: '51a720b2-5144-4d7f-921d-57023b1e24c1', number: '2222', owner: 'Bruno Lima', ...bbx },
  { id: '103cc632-78e7-4476-ab63-d5ad3a562d26', number: '3333', owner: 'Carla Dias', ...ctd },
  { id: '463b1b2a-b5fa-4b88-9c31-e5c894a20ae3', number: '4444', owner: 'Diego Rocha', ...ctd },
];

const cleanUp = new CleanUp();
let codepix: CourseCodePix;
let devnet: Devnet;
let orders: Observer;
let forwarded: Observer;

test.beforeAll(async () => {
  codepix = new CourseCodePix(accounts);
  const address = await codepix.serve();
  cleanUp.add(() => codepix.close());
  devnet = await Devnet.start(['--legacy-codepix', `http://${address}`]);
  cleanUp.add(() => devnet.stop());
  await codepix.connect(devnet.network.kafka);
  cleanUp.add(() => codepix.disconnect());
  orders = await Observer.of('transactions', devnet.network.kafka);
  cleanUp.add(() => orders.stop());
  forwarded = await Observer.of('bank002', devnet.network.kafka);
  cleanUp.add(() => forwarded.stop());
  const receiver = await Visitor.signedIn(devnet.network, diego);
  await receiver.registerKey(key);
  expect(receiver.alerts).not.toMatch(/./);
});

test.afterEach(({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus) keepData(devnet.data);
});

test.afterAll(() => cleanUp.run());

test('a transfer of whole reais completes with one order', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const receiver = await Visitor.signedIn(devnet.network, diego);
  const [paidFrom, paidTo] = [await payer.balance(), await receiver.balance()];

  const id = await payer.send(key, '10', 'pelo curso');
  await payer.sees(id, 'completed', DEADLINE_MS);
  await until('completed at CodePix', DEADLINE_MS, () => {
    return codepix.transactions.get(id)?.status === 'completed';
  });
  expect(await payer.balance()).toBe(paidFrom - 1_000);
  expect(await receiver.balance()).toBe(paidTo + 1_000);
  expect(orders.count(id)).toBe(1);
  expect(forwarded.count(id, 'pending')).toBe(1);
  expect(codepix.dropped.filter((each) => each.includes(id))).toEqual([]);
});

test('a transfer without a message completes: the description is never blank', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const id = await payer.send(key, '1', '');
  await payer.sees(id, 'completed', DEADLINE_MS);
  expect(orders.count(id)).toBe(1);
});

test('while it is away an order is sent once, and completes when it is back', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const receiver = await Visitor.signedIn(devnet.network, diego);
  const before = await receiver.balance();
  await codepix.disconnect();

  const id = await payer.send(key, '2', 'com paciência');
  await until('the order is on its topic', DEADLINE_MS, () => orders.count(id) > 0);
  await holds(DOWN_MS, () => {
    expect(orders.count(id)).toBe(1);
  });
  await payer.sees(id, 'pending', DEADLINE_MS);
  await codepix.connect(devnet.network.kafka);
  await payer.sees(id, 'completed', DEADLINE_MS);
  expect(orders.count(id)).toBe(1);
  expect(await receiver.balance()).toBe(before + 200);
});

test('an unknown key is said before the debit', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  expect(await payer.send('nobody@course.example', '1', 'ninguém')).toBe('');
  expect(payer.alerts).toMatch(/chave/i);
  expect(await payer.balance()).toBe(before);
});

test('centavos are refused before the debit: its banks keep whole reais', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  expect(await payer.send(key, '10,37', 'com centavos')).toBe('');
  expect(payer.alerts).toMatch(/inteir|centavos/i);
  expect(await payer.balance()).toBe(before);
});

// The last one: it ends the service.
test('while it cannot say who would receive, nothing is debited', async () => {
  const payer = await Visitor.signedIn(devnet.network, ana);
  const before = await payer.balance();
  await codepix.close();
  // It would answer nothing to an order for a key that nobody holds.
  await expect(payer.send('stranger@course.example', '1', 'sem rede')).rejects.toThrow(/: 503/);
  expect(await payer.balance()).toBe(before);
});
