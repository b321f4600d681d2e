import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ana, bruno, carla, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown, typed } from './money';
import { Transfers } from './transfers';

const NOBODYS = '/transfers/00000000-0000-4000-8000-000000000000';
const END_TO_END = /E00000001\d{12}[A-Za-z0-9]{11}/;
const NUMBER = /[0-9A-F]{4}-[0-9A-F]{4}/;

test('a transfer shows its way, and its receipt all of it on one sheet', async ({
  signIn,
  javaScriptEnabled,
  cents,
  mark,
}) => {
  const payer = await signIn(ana);
  const amount = cents(770);
  const id = await payer.send({ key: carlaKey, amount: typed(amount), message: `livro ${mark}` });
  await payer.reaches('completed');
  await expect(payer.state.getByRole('listitem')).toHaveCount(3);
  await expect(payer.state.getByRole('status')).toContainText('Pix enviado');
  await expect(payer.main).toContainText(END_TO_END);

  const paid = new Transfers(payer, javaScriptEnabled);
  await payer.submit(paid.receiptLink);
  await expect(payer.page).toHaveURL(new RegExp(`/transfers/${id}/receipt$`));
  const parties = [ana.name, ana.maskedCpf, 'BBX', carla.name, carla.maskedCpf, 'CTD'];
  for (const fact of [...parties, carlaKey, id, `livro ${mark}`, shown(amount), END_TO_END]) {
    await expect(paid.receipt).toContainText(fact);
  }
  await paid.mayPrint();
  expect(await paid.sheets()).toBe(1);
  await payer.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(payer.page.getByRole('navigation')).toHaveCount(0);
  await expect(paid.printButton).toHaveCount(0);
  await expect(paid.receipt).toHaveCSS('color', /^(oklch|lab|rgb)\(0,? 0,? 0\)$/);

  const receiver = await signIn(carla);
  await receiver.open(`/transfers/${id}/receipt`);
  for (const fact of parties) {
    await expect(new Transfers(receiver, javaScriptEnabled).receipt).toContainText(fact);
  }
});

test('nobody gets a receipt of what is not theirs, nor gives back what they paid', async ({
  signIn,
  javaScriptEnabled,
  watch,
  cents,
}) => {
  watch.expect(/console error: .*404/);
  const payer = await signIn(ana);
  const id = await payer.send({ key: carlaKey, amount: typed(cents(780)), message: 'meu' });
  await payer.reaches('completed');
  const stranger = await signIn(bruno);
  for (const path of [`/transfers/${id}/receipt`, `/transfers/${id}/return`]) {
    const answer = await stranger.open(path);
    expect(answer?.status(), path).toBe(404);
  }
  await payer.open(`/transfers/${id}/return`);
  await expect(payer.page).toHaveURL(new RegExp(`/transfers/${id}$`));
  await expect(new Transfers(payer, javaScriptEnabled).returnLink).toHaveCount(0);
});

test('what was received is given back in part, then the rest of it, and no more', async ({
  signIn,
  javaScriptEnabled,
  cents,
}) => {
  const payer = await signIn(ana);
  const receiver = await signIn(carla);
  const received = new Transfers(receiver, javaScriptEnabled);
  const [paidFrom, paidTo] = [await payer.readBalance(), await receiver.readBalance()];
  const amount = cents(790);
  const id = await payer.send({ key: carlaKey, amount: typed(amount), message: 'engano' });
  await payer.reaches('completed');

  await receiver.open(`/transfers/${id}`);
  await expect(receiver.main).toContainText(ana.name);
  await receiver.submit(received.returnLink);
  await expect(receiver.amount).toHaveValue(typed(amount));
  await received.giveBack(id, typed(200));
  const part = await receiver.transferId();
  await receiver.reaches('completed');
  await expect(receiver.main).toContainText('Devolução enviada');
  expect(await payer.readBalance()).toBe(paidFrom - amount + 200);

  await received.giveBack(id, typed(amount));
  await expect(receiver.page).toHaveURL(new RegExp(`/transfers/${id}/return$`));
  await expect(await receiver.errorOf(receiver.amount)).toContainText(shown(amount - 200));
  await expect(receiver.amount).toHaveValue(typed(amount));
  await received.giveBackTwice(id, typed(amount - 200));
  await receiver.reaches('completed');
  expect(await payer.readBalance()).toBe(paidFrom);
  expect(await receiver.readBalance()).toBe(paidTo);

  await receiver.open(`/transfers/${id}`);
  await expect(received.returns).toHaveCount(2);
  await expect(received.returnLink).toHaveCount(0);
  await expect(receiver.main).toContainText('já devolveu todo o valor');
  const paid = new Transfers(payer, javaScriptEnabled);
  await payer.open(`/transfers/${id}`);
  await expect(paid.returns).toHaveCount(2);
  await payer.submit(paid.returns.getByRole('link').first());
  await expect(payer.page).toHaveURL(new RegExp(`/transfers/${part}$`));
  await expect(payer.main).toContainText('Devolução recebida');
  await payer.submit(paid.originalLink);
  await expect(payer.page).toHaveURL(new RegExp(`/transfers/${id}$`));
});

test('money that comes while the first page is open appears there', async ({
  signIn,
  javaScriptEnabled,
  cents,
}) => {
  const receiver = await signIn(carla);
  const before = await receiver.readBalance();
  const payer = await signIn(ana);
  const amount = cents(800);
  await payer.send({ key: carlaKey, amount: typed(amount), message: 'chegou' });
  const received = new Transfers(receiver, javaScriptEnabled);
  await received.comesIntoView(receiver.movements(amount));
  await expect(receiver.balance).toHaveAttribute('data-cents', String(before + amount));
  await expect(receiver.movements(amount)).toContainText(ana.name);
  await received.isTold(new RegExp(`Você recebeu .* de ${ana.name}`));
  await payer.reaches('completed');
});

test('a balance is hidden until it is shown again', async ({ signIn, javaScriptEnabled }) => {
  const pages = await signIn(bruno);
  const home = new Transfers(pages, javaScriptEnabled);
  const cents = await pages.readBalance();
  await pages.submit(home.hideButton);
  for (const path of ['/', '/keys', '/']) await pages.open(path);
  await expect(pages.balance).not.toHaveAttribute('data-cents');
  await expect(pages.balance).toContainText('Saldo oculto');
  await expect(pages.balance).not.toContainText(/\d/);
  await pages.submit(home.showButton);
  await expect(pages.balance).toHaveAttribute('data-cents', String(cents));
});

test('an error has a number that the log has too, and a way back', async ({
  signIn,
  data,
  watch,
}) => {
  watch.expect(/console error: .*404/);
  const pages = await signIn(ana);
  const logs = () => {
    const folder = join(data, 'logs');
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  };
  for (const path of [NOBODYS, '/no-such-page']) {
    await test.step(path, async () => {
      const answer = await pages.open(path);
      expect(answer?.status()).toBe(404);
      const told = await pages.page.getByTestId('error-number').innerText();
      const number = NUMBER.exec(told)?.[0] ?? 'none';
      await expect.poll(() => logs().some((log) => log.includes(number))).toBe(true);
      await expect(pages.page.getByRole('button', { name: 'English' })).toBeVisible();
    });
  }
  await pages.submit(pages.main.getByRole('link', { name: 'Voltar ao início' }));
  await expect(pages.balance).toBeVisible();
});
