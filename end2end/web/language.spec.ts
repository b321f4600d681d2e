import { ana, carla, carlaKey, password } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown, typed } from './money';
import { english, portuguese } from './words';

test('a customer chooses English, signs in, sends money and sees it arrive', async ({
  visit,
  cents,
  mark,
}) => {
  const pages = await visit('001');
  await pages.open('/login');
  await expect(pages.html).toHaveAttribute('lang', 'pt-BR');
  await pages.speak(english);
  await expect(pages.page).toHaveURL(/\/login$/);

  await pages.fillLogin(ana, password);
  await expect(pages.main).toContainText('Hello, Ana');
  await expect(pages.page).toHaveTitle('Home · BBX');
  const amount = cents(720);
  const order = { key: carlaKey, amount: typed(amount), message: `lunch ${mark}` };
  await pages.review(order);
  await expect(pages.main).toContainText('You are sending');
  await expect(pages.main).toContainText(shown(amount));
  await expect(pages.main).toContainText(carla.name);

  await pages.confirm();
  await pages.reaches('completed');
  await expect(pages.state).toContainText('Completed');
  await expect(pages.state).toContainText('Pix sent');
  await pages.open('/statement');
  await expect(pages.page).toHaveTitle('Statement · BBX');
  await expect(pages.movements(-amount)).toHaveCount(1);
  await expect(pages.main).toContainText('Today');
});

test('what is wrong is said in English too', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.speak(english);
  await pages.fillOrder({ key: carlaKey, amount: '1.234', message: 'amount' });
  await expect(await pages.errorOf(pages.amount)).toContainText('enter 1234 or 1.234,00');
  await pages.fillKey('cpf', '529.982.247-26');
  await expect(await pages.errorOf(pages.key)).toContainText('not a valid CPF');
});

test('changing the language leads back to the page, and holds until changed again', async ({
  signIn,
}) => {
  const pages = await signIn(ana);
  await pages.open('/keys');
  await pages.speak(english);
  await expect(pages.page).toHaveURL(/\/keys$/);
  await pages.submit(pages.signOutButton);
  await expect(pages.html).toHaveAttribute('lang', 'en');
  await pages.speak(portuguese);
  await expect(pages.signInButton).toBeVisible();
});

test('what was typed stays while the language is changed', async ({ signIn, visit }) => {
  const pages = await signIn(ana);
  await pages.open('/keys');
  await pages.key.fill('me@example.com');
  await pages.speak(english);
  await expect(pages.key).toHaveValue('me@example.com');
  await pages.open('/receive');
  await pages.amount.fill('12,34');
  await pages.speak(portuguese);
  await expect(pages.amount).toHaveValue('12,34');
  const stranger = await visit('002');
  await stranger.open('/login');
  await stranger.email.fill(ana.email);
  await stranger.speak(english);
  await expect(stranger.email).toHaveValue(ana.email);
  await expect(stranger.main.getByRole('alert')).toHaveCount(0);
  await stranger.speak(portuguese);
  await stranger.open('/accounts/new');
  const name = stranger.page.locator('[name="name"]');
  await name.fill('Eva Luz');
  await stranger.speak(english);
  await expect(name).toHaveValue('Eva Luz');
});

test('a browser that prefers English is answered in English', async ({ browser, visit }) => {
  const pages = await visit('002', await browser.newContext({ locale: 'en-GB' }));
  await pages.open('/login');
  await expect(pages.html).toHaveAttribute('lang', 'en');
  await expect(pages.page).toHaveTitle('Sign in · CTD');
});
