import { expect, test } from '@playwright/test';
import { CleanUp } from '../network/clean-up';
import { until } from '../network/until';
import { CourseBank } from './bank';
import { CourseCodePix } from './codepix';
import { ApacheKafka } from './kafka';

// The stand-ins against each other, on an Apache Kafka: they must keep the course's protocol and have
// its faults, or the other specs here would show nothing.

const BBX = '6e4635ce-88d1-4e58-9597-d13fc446ee47';
const CTD = '103cc632-78e7-4476-ab63-d5ad3a562d26';
const carla = { kind: 'email', key: 'carla@ctd.example' };
const DEADLINE_MS = 20_000;

const cleanUp = new CleanUp();
let codepix: CourseCodePix;
let origin: CourseBank;
let destination: CourseBank;

test.beforeAll(async () => {
  const kafka = await ApacheKafka.start([
    'transactions',
    'transaction_confirmation',
    'bank001',
    'bank002',
  ]);
  cleanUp.add(() => kafka.stop());
  codepix = new CourseCodePix([
    { id: BBX, number: '1111', owner: 'Ana Souza', bankCode: '001', bankName: 'BBX' },
    { id: CTD, number: '3333', owner: 'Carla Dias', bankCode: '002', bankName: 'CTD' },
  ]);
  const address = await codepix.serve();
  cleanUp.add(() => codepix.close());
  await codepix.connect(kafka.address);
  const common = { broker: kafka.address, codepix: address };
  origin = new CourseBank({ ...common, code: '001', accounts: [BBX] });
  destination = new CourseBank({ ...common, code: '002', accounts: [CTD] });
  for (const bank of [origin, destination]) {
    cleanUp.add(() => bank.close());
    await bank.start();
  }
  await destination.registerKey(CTD, carla);
});

test.afterAll(() => cleanUp.run());

test('a transfer of whole reais completes at both banks', async () => {
  const before = destination.balance(CTD);
  const id = await origin.send(BBX, 10, carla, 'almoço');
  await until('completed at CodePix', DEADLINE_MS, () => {
    return codepix.transactions.get(id)?.status === 'completed';
  });
  expect(origin.of(id)).toMatchObject([{ reais: -10, status: 'completed' }]);
  expect(destination.of(id)).toMatchObject([{ reais: 10, status: 'completed' }]);
  expect(destination.balance(CTD)).toBe(before + 10);
  expect(codepix.dropped).toEqual([]);
});

test('an order that comes again is credited again', async () => {
  const id = await origin.send(BBX, 3, carla, 'uma vez');
  await until('credited', DEADLINE_MS, () => destination.of(id).length === 1);
  await origin.repeat(id);
  await until('credited again', DEADLINE_MS, () => destination.of(id).length === 2);
});

test('a blank description and an unknown key are dropped, and the payer is never told', async () => {
  const nobody = { kind: 'email', key: 'nobody@ctd.example' };
  const blank = await origin.send(BBX, 1, carla, '');
  const unknown = await origin.send(BBX, 1, nobody, 'para ninguém');
  await until('both dropped', DEADLINE_MS, () => codepix.dropped.length >= 2);
  expect(origin.of(blank)).toMatchObject([{ reais: -1, status: 'pending' }]);
  expect(origin.of(unknown)).toMatchObject([{ reais: -1, status: 'pending' }]);
});

test('centavos are more than its database can hold', async () => {
  await expect(origin.send(BBX, 1.5, carla, 'meio')).rejects.toThrow(/type integer/);
});
