import { ana, bruno, carla, carlaKey, diego } from '../network/seeds';
import { expect, test } from './fixtures';
import { typed } from './money';

const NOBODYS = '/transfers/00000000-0000-4000-8000-000000000000';

test('who is not signed in is led to /login from every page', async ({ visit }) => {
  const pages = await visit('001');
  for (const path of [...pages.paths, NOBODYS]) {
    await test.step(path, async () => {
      await pages.open(path);
      await expect(pages.page).toHaveURL(/\/login/);
      await expect(pages.signInButton).toBeVisible();
    });
  }
});

test("somebody else's transfer is not found", async ({ signIn, watch, cents }) => {
  watch.expect(/console error: .*404/);
  const payer = await signIn(ana);
  const id = await payer.send({ key: carlaKey, amount: typed(cents(710)), message: 'segredo' });
  await payer.reaches('completed');

  for (const customer of [bruno, diego]) {
    const stranger = await signIn(customer);
    const answer = await stranger.open(`/transfers/${id}`);
    expect(answer?.status(), `to ${customer.name}`).toBe(404);
    await expect(stranger.page.getByText('segredo')).toHaveCount(0);
  }
  const receiver = await signIn(carla);
  const answer = await receiver.open(`/transfers/${id}`);
  expect(answer?.status()).toBe(200);
});

test('what does not exist is not found, on a page of the bank', async ({ signIn, watch }) => {
  watch.expect(/console error: .*404/);
  const pages = await signIn(ana);
  for (const path of [NOBODYS, '/transfers/not-an-id', '/no-such-page']) {
    await test.step(path, async () => {
      const answer = await pages.open(path);
      expect(answer?.status()).toBe(404);
      await expect(pages.page).toHaveTitle(/BBX/);
    });
  }
});
