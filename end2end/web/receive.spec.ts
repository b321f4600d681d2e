import { ana, bruno, carla, carlaKey, diego } from '../network/seeds';
import { Codes } from './codes';
import { expect, test } from './fixtures';
import { shown, typed } from './money';
import { english } from './words';

/** The central bank's own example, for a key that nobody here has. */
const manual =
  '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';

test('a code shown at CTD is paid at BBX', async ({ signIn, cents, mark }) => {
  const receiver = new Codes(await signIn(carla));
  const payer = await signIn(ana);
  const amount = cents(810);
  await receiver.ask({ key: carlaKey, amount: typed(amount), message: `almoço ${mark}` });
  await expect(receiver.pages.main).toContainText(carlaKey);
  await expect(receiver.pages.main).toContainText(shown(amount));
  const code = await receiver.read();
  expect(code).toMatch(/^000201.*6304[0-9A-F]{4}$/);

  await payer.review({ key: code, amount: '', message: '' });
  await expect(payer.main).toContainText(shown(amount));
  await expect(payer.main).toContainText(carla.name);
  await expect(payer.main).toContainText(`almoco ${mark}`);
  await payer.confirm();
  await payer.reaches('completed');
  await receiver.pages.open('/');
  await expect(receiver.pages.movements(amount)).toHaveCount(1);
});

test('what is asked for stays until it is changed, and what is wrong is said', async ({
  signIn,
}) => {
  const codes = new Codes(await signIn(carla));
  const { pages } = codes;
  await codes.ask({ key: carlaKey, amount: '10,50', message: 'almoço' });
  const code = await codes.read();
  expect(code).toContain('540510.50');
  await pages.open('/receive');
  expect(await codes.read()).toBe(code);
  await expect(pages.amount).toHaveValue('10,50');

  await codes.ask({ key: carlaKey, amount: '1.234', message: 'ã'.repeat(90) });
  await expect(await pages.errorOf(pages.amount)).toContainText(/escreva 1234 ou 1\.234,00/);
  await expect(await pages.errorOf(pages.message)).toContainText(/até 56 caracteres/);
  await expect(codes.drawing).toHaveCount(0);
  await codes.ask({ key: carlaKey, amount: '', message: '' });
  expect(await codes.read()).not.toContain('540510.50');
});

test('a code that was altered is refused beside the field, and kept', async ({ signIn }) => {
  const payer = await signIn(ana);
  const altered = manual.replace('Fulano', 'Fulana');
  await payer.fillOrder({ key: altered, amount: '', message: 'alterado' });
  await expect(await payer.errorOf(payer.key)).toContainText(/soma de verificação/);
  await expect(payer.key).toHaveValue(altered);
  await expect(payer.message).toHaveValue('alterado');
  await payer.fillOrder({ key: manual.slice(0, 80), amount: '', message: '' });
  await expect(await payer.errorOf(payer.key)).toContainText(/incompleto/);
});

test('another amount than the code asks for is refused', async ({ signIn }) => {
  const receiver = new Codes(await signIn(carla));
  await receiver.ask({ key: carlaKey, amount: '10,50', message: '' });
  const code = await receiver.read();
  const payer = await signIn(ana);
  await payer.fillOrder({ key: code, amount: '10,51', message: '' });
  await expect(await payer.errorOf(payer.amount)).toContainText(/código pede R\$\s10,50/);
  await expect(payer.key).toHaveValue(code);
});

test('whoever has no key is led to where keys are registered', async ({ signIn }) => {
  const pages = await signIn(bruno);
  await pages.open('/receive');
  const link = pages.main.getByRole('link', { name: 'Cadastrar chave' });
  // Other tests give him keys: then there is a code instead.
  await expect(link.or(new Codes(pages).drawing)).toBeVisible();
});

const kinds = [
  { key: 'ninguem@ctd.example', kind: 'E-mail', said: /Ninguém tem esta chave/ },
  { key: '219.876.543-82', kind: 'CPF', said: /Ninguém tem este CPF/ },
  { key: '21987654382', kind: /CPF.*\+55/, said: /Ninguém tem este CPF.*\+55/ },
  { key: '(21) 98765-4382', kind: 'Celular', said: /Ninguém tem esta chave/ },
  { key: '+55 21 98765 4382', kind: 'Celular', said: /Ninguém tem esta chave/ },
  { key: '12.ABC.345/01DE-35', kind: 'CNPJ', said: /Ninguém tem esta chave/ },
  { key: manual.slice(32, 68), kind: 'Chave aleatória', said: /Ninguém tem esta chave/ },
  { key: manual, kind: 'Pix Copia e Cola', said: /Ninguém tem esta chave/ },
  { key: 'ninguém', kind: '', said: /não é uma chave Pix/ },
];

test('every kind of key is known by what is typed', async ({ signIn }) => {
  const payer = await signIn(diego);
  const { kind: hint } = new Codes(payer);
  for (const { key, kind, said } of kinds) {
    await test.step(key, async () => {
      await payer.open('/send');
      await payer.key.fill(key);
      await expect(hint).toHaveText(payer.withScript(kind, ''));
      await payer.writeOrder({ key, amount: '1,37', message: 'tipo' });
      await expect(await payer.errorOf(payer.key)).toContainText(said);
      await expect(payer.key).toHaveValue(key);
    });
  }
});

test('an amount is written as amounts are, once it is left', async ({ signIn }) => {
  const payer = await signIn(ana);
  await payer.open('/send');
  for (const [amount, tidied] of [
    ['1234,5', '1.234,50'],
    ['10', '10,00'],
    ['1.234', '1.234'],
    ['dez', 'dez'],
  ] as const) {
    await payer.amount.fill(amount);
    await payer.message.focus();
    await expect(payer.amount).toHaveValue(payer.withScript(tidied, amount));
  }
});

test('choosing somebody or a language keeps what is typed', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  await payer.send({ key: carlaKey, amount: typed(cents(820)), message: 'antes' });
  await payer.reaches('completed');
  await payer.open('/send');
  await payer.amount.fill('1,37');
  await payer.message.fill('depois');
  const contact = payer.contacts.filter({ hasText: carla.name }).first();
  await payer.submit(contact.getByRole('button').first());
  await expect(payer.key).toHaveValue(carlaKey);
  await expect(payer.amount).toHaveValue('1,37');

  await payer.speak(english);
  await expect(payer.page).toHaveURL(/\/send$/);
  await expect(payer.key).toHaveValue(carlaKey);
  await expect(payer.amount).toHaveValue('1,37');
  await expect(payer.message).toHaveValue('depois');
});

test('the Enter key sends the form, not the first contact', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  await payer.send({ key: carlaKey, amount: typed(cents(830)), message: 'antes' });
  await payer.reaches('completed');
  await payer.open('/send');
  await expect(payer.contacts.first()).toBeVisible();
  await payer.key.fill('ninguem@ctd.example');
  await payer.amount.fill('1,37');
  await Promise.all([payer.page.waitForEvent('domcontentloaded'), payer.amount.press('Enter')]);
  await expect(payer.key).toHaveValue('ninguem@ctd.example');
  await expect(await payer.errorOf(payer.key)).toContainText(/Ninguém tem/);
});

test('with JavaScript a code is copied, and read by a camera that can', async ({ signIn }) => {
  const codes = new Codes(await signIn(carla));
  const { pages } = codes;
  await codes.ask({ key: carlaKey, amount: '1,37', message: '' });
  const code = await codes.read();
  await expect(codes.copyButton).toBeVisible({ visible: pages.withScript(true, false) });
  await codes.see(code);
  await pages.open('/send');
  await expect(codes.scanButton).toBeVisible({ visible: pages.withScript(true, false) });
  await pages.whereScripted(async () => {
    await codes.scanButton.click();
    await expect(pages.key).toHaveValue(code);
    await expect(codes.kind).toHaveText(/Pix Copia e Cola · R\$\s1,37/);
    await pages.open('/receive');
    await codes.copyButton.click();
    await expect(codes.copiedButton).toBeVisible();
  });
});
