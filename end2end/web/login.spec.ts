import { ana, carla, diego } from '../network/seeds';
import { expect, test } from './fixtures';

test('a customer signs in, sees her bank and her balance, and signs out', async ({ signIn }) => {
  const pages = await signIn(ana);
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
