import { ana, bruno, carla, carlaKey, diego, password } from '../network/seeds';
import { expect, test } from './fixtures';

test('a customer signs in, sees her bank and her balance, and signs out', async ({ visit }) => {
  const pages = await visit(ana.bank);
  await pages.signIn(ana);
  await expect(pages.page).toHaveTitle(/BBX/);
  await expect(pages.html).toHaveAttribute('lang', 'pt-BR');
  await expect(pages.balance).toBeVisible();
  await expect(pages.html).toContainText('Ana');

  await pages.submit(pages.signOutButton);
  await pages.open('/');
  await expect(pages.page).toHaveURL(/\/login/);
});

test('a wrong password is refused in words, and only the e-mail is kept', async ({ visit }) => {
  const pages = await visit('002');
  await pages.fillLogin(diego, 'not-the-password');
  await expect(pages.page).toHaveURL(/\/login/);
  await expect(pages.alert.first()).toContainText(/senha/i);
  await expect(pages.email).toHaveValue(diego.email);
  await expect(pages.password).toHaveValue('');
  await pages.open('/');
  await expect(pages.page).toHaveURL(/\/login/);
});

test('a customer of one bank cannot sign in at the other', async ({ visit }) => {
  const pages = await visit('001');
  await pages.fillLogin(carla, 'codepix-demo');
  await expect(pages.page).toHaveURL(/\/login/);
  await expect(pages.alert.first()).toBeVisible();
});

test('a form sent after the session ended waits for its customer', async ({ signIn }) => {
  const pages = await signIn(ana);
  const order = { key: carlaKey, amount: '1,37', message: 'tarde demais' };
  await pages.open('/send');
  await pages.page.context().clearCookies();
  await pages.writeOrder(order);
  await expect(pages.page).toHaveURL(/\/login/);
  await expect(pages.main).toContainText(/sessão terminou.*nada foi enviado/s);

  await pages.fillLogin(ana, password);
  await expect(pages.page).toHaveURL(/\/send$/);
  await expect(pages.alert.first()).toContainText(/nada foi enviado/i);
  await expect(pages.key).toHaveValue(order.key);
  await expect(pages.amount).toHaveValue(order.amount);
  await expect(pages.message).toHaveValue(order.message);
  await pages.submit(pages.continueButton);
  await expect(pages.page).toHaveURL(/\/send\/review/);
});

test('a form sent after the session ended is shown to nobody else', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.open('/send');
  await pages.page.context().clearCookies();
  await pages.writeOrder({ key: carlaKey, amount: '1,37', message: 'segredo' });
  await pages.signIn(bruno);
  await pages.open('/send');
  await expect(pages.key).toHaveValue('');
  await expect(pages.message).toHaveValue('');
});

test('a page that is merely looked at says nothing of an ended session', async ({ visit }) => {
  const pages = await visit('001');
  await pages.open('/send');
  await expect(pages.page).toHaveURL(/\/login/);
  await expect(pages.html).not.toContainText(/sessão terminou/);
});

test('one browser is signed in at both banks at once', async ({ browser, signIn }) => {
  const context = await browser.newContext();
  const bbx = await signIn(ana, context);
  const ctd = await signIn(carla, context);

  await bbx.open('/');
  await expect(bbx.page).toHaveTitle(/BBX/);
  await expect(bbx.balance).toBeVisible();
  await ctd.open('/');
  await expect(ctd.page).toHaveTitle(/CTD/);
  await expect(ctd.balance).toBeVisible();

  await bbx.submit(bbx.signOutButton);
  await ctd.open('/');
  await expect(ctd.balance).toBeVisible();
});
