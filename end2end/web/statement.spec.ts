import { ana, anaKey, carla, carlaKey, diego } from '../network/seeds';
import { Visitor } from '../network/visitor';
import { expect, test } from './fixtures';
import { typed } from './money';
import { type Line, Statement } from './statement';

/** Each line leaves what the one before it, which is older, left and its own make. */
function expectToAddUp(lines: Line[]): void {
  expect(lines.length).toBeGreaterThan(1);
  for (const [index, { balance, cents }] of lines.slice(0, -1).entries()) {
    expect(lines[index + 1]?.balance).toBe(balance - cents);
  }
}

/** Every cell of a file for spreadsheets; texts with a semicolon or a quote are in quotes. */
function cellsOf(csv: string): string[][] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  return lines.map((line) =>
    Array.from(line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g), ([, quoted, plain]) =>
      quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
    ),
  );
}

function elementsOf(ofx: string, name: string): string[] {
  const elements = ofx.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'));
  return Array.from(elements, ([, text]) => text ?? '');
}

test('each line says what it left, and all of them add up to the balance', async ({
  signIn,
  cents,
  mark,
}) => {
  const pages = await signIn(ana);
  const statement = new Statement(pages);
  for (const around of [1410, 1420]) {
    await pages.send({ key: carlaKey, amount: typed(cents(around)), message: `saldo ${mark}` });
    await pages.reaches('completed');
  }
  const balance = await pages.readBalance();
  await statement.open();
  const lines = await statement.readLines();
  expect(lines[0]).toEqual({ cents: -cents(1420), balance });
  expectToAddUp(lines);
});

test('a message is found without its accents, by those alone who have it', async ({
  signIn,
  cents,
  mark,
}) => {
  const payer = await signIn(ana);
  const sent = new Statement(payer);
  const receiver = await signIn(carla);
  const received = new Statement(receiver);
  const order = { key: carlaKey, amount: typed(cents(1430)), message: `Pão de queijo ${mark}` };
  await payer.send(order);
  await payer.reaches('completed');

  await sent.filter({ text: `PAO DE queijo ${mark}` });
  await expect(sent.lines).toHaveCount(1);
  await expect(payer.movements(-cents(1430))).toContainText('Pão de queijo');
  await expect(sent.search).toHaveValue(`PAO DE queijo ${mark}`);
  await received.filter({ text: `pao de queijo ${mark}`, flow: 'Entradas' });
  await expect(receiver.movements(cents(1430))).toHaveCount(1);
  await expect(received.lines).toHaveCount(1);

  await sent.filter({ text: `pao de queijo ${mark}`, flow: 'Entradas' });
  await expect(sent.lines).toHaveCount(0);
  await expect(payer.main).toContainText('Nada encontrado');
  await expect(sent.filters).toHaveCount(2);
  await payer.submit(sent.filters.filter({ hasText: 'Entradas' }));
  await expect(sent.lines).toHaveCount(1);
  await expect(sent.filters).toHaveCount(1);
  await payer.submit(sent.clearLink);
  await expect(sent.filters).toHaveCount(0);
  await expect(sent.search).toHaveValue('');
});

test('a name is found too, and only the way of the money that was asked for', async ({
  signIn,
  cents,
  mark,
}) => {
  const pages = await signIn(ana);
  const statement = new Statement(pages);
  await pages.send({ key: carlaKey, amount: typed(cents(1440)), message: `nome ${mark}` });
  await pages.reaches('completed');
  await statement.filter({ text: 'carla', flow: 'Saídas' });
  await expect(pages.movements(-cents(1440))).toHaveCount(1);
  const lines = await statement.readLines();
  expect(lines.every((line) => line.cents < 0)).toBe(true);
  await expect(statement.lines.first()).toContainText(carla.name);
});

test('a period without movements is empty, and one that makes no sense is said', async ({
  signIn,
}) => {
  const pages = await signIn(ana);
  const statement = new Statement(pages);
  await statement.filter({ from: '2019-01-01', to: '2019-12-31' });
  await expect(pages.main).toContainText('Nada encontrado');
  await expect(statement.filters).toHaveCount(2);
  await statement.filter({ from: '2026-02-02', to: '2026-02-01' });
  await expect(await pages.errorOf(statement.lastDay)).toContainText(/anterior/);
  await expect(statement.firstDay).toHaveValue('2026-02-02');
  await expect(statement.lastDay).toHaveValue('2026-02-01');
  await pages.open('/statement?from=31/02/2026');
  await expect(await pages.errorOf(statement.firstDay)).toContainText(/data/);
});

test('pages lead to older movements and back', async ({ signIn, network, mark }) => {
  const message = `página ${mark}`;
  const visitor = await Visitor.signedIn(network, diego);
  for (let sent = 0; sent < 31; sent += 1) {
    expect(await visitor.send(anaKey, '0,01', message)).not.toBe('');
  }
  const pages = await signIn(diego);
  const statement = new Statement(pages);
  await statement.filter({ text: message, flow: 'Saídas' });
  await expect(statement.lines).toHaveCount(30);
  const newest = await statement.readLines();
  expectToAddUp(newest);
  await pages.submit(statement.olderLink);
  await expect(statement.lines).toHaveCount(1);
  await expect(statement.olderLink).toHaveCount(0);
  await expect(statement.search).toHaveValue(message);
  await pages.reload();
  await expect(statement.lines).toHaveCount(1);
  await pages.submit(statement.newerLink);
  await expect(statement.lines).toHaveCount(30);
  expect(await statement.readLines()).toEqual(newest);
});

test('the statement is had as files for spreadsheets and for programs', async ({
  signIn,
  cents,
  mark,
}) => {
  const pages = await signIn(ana);
  const statement = new Statement(pages);
  const message = `=arquivo; "${mark}" & <b>`;
  const amount = cents(1450);
  await pages.send({ key: carlaKey, amount: typed(amount), message });
  await pages.reaches('completed');
  const balance = await pages.readBalance();
  await statement.filter({ text: message });
  await expect(statement.lines).toHaveCount(1);

  const csv = await statement.save('CSV');
  expect(csv.name).toBe('extrato-1111.csv');
  expect(csv.text.startsWith('\uFEFFData;Hora;')).toBe(true);
  const [names, ...rows] = cellsOf(csv.text);
  expect(rows).toHaveLength(1);
  const cell = (name: string) => rows[0]?.[names?.indexOf(name) ?? -1];
  expect(cell('Data')).toMatch(/^\d\d\/\d\d\/\d{4}$/);
  expect(cell('Nome')).toBe(carla.name);
  expect(cell('Mensagem')).toBe(`'${message}`);
  expect(cell('Valor')).toBe(`-${typed(amount)}`);
  expect(cell('Saldo')).toBe(typed(balance));

  const ofx = await statement.save('OFX');
  expect(ofx.name).toBe('extrato-1111.ofx');
  expect(elementsOf(ofx.text, 'TRNAMT')).toEqual([`-${typed(amount).replace(',', '.')}`]);
  expect(elementsOf(ofx.text, 'BANKID')).toEqual(['001']);
  expect(elementsOf(ofx.text, 'BALAMT')).toEqual([typed(balance).replace(',', '.')]);
  expect(ofx.text).toContain('&amp; &lt;b&gt;');

  await statement.open();
  const whole = await statement.save('OFX');
  const ids = elementsOf(whole.text, 'FITID');
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(1);
});

test('a statement with filters fits the width of the screen', async ({ signIn }) => {
  const pages = await signIn(ana);
  const statement = new Statement(pages);
  await statement.filter({
    text: 'ã'.repeat(60),
    flow: 'Saídas',
    from: '2026-01-01',
    to: '2026-12-31',
  });
  await expect(statement.filters).toHaveCount(4);
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
});
