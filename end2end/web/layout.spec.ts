import { ana, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';

test('every page fits the width of the screen', async ({ signIn }) => {
  const pages = await signIn(ana);
  for (const path of pages.paths) {
    await test.step(path, async () => {
      await pages.open(path);
      await expect(pages.page).toHaveTitle(/BBX/);
      expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
    });
  }
});

test('every page fits the width of the screen at twice the size', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.zoom();
  for (const path of pages.paths) {
    await test.step(path, async () => {
      await pages.open(path);
      expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
    });
  }
});

test('the login fits the width of the screen, refused or not', async ({ visit }) => {
  const pages = await visit('001');
  await pages.open('/login');
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
  await pages.fillLogin(ana, 'not-the-password');
  await expect(pages.alert.first()).toBeVisible();
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
});

test('the review fits the width of the screen, a long message included', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.review({ key: carlaKey, amount: '1,00', message: 'ã'.repeat(140) });
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
});

test('a transfer fits the width of the screen, a long message included', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.send({ key: carlaKey, amount: '1,00', message: 'ã'.repeat(140) });
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
  await pages.reaches('completed');
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
  await pages.open(`${new URL(pages.page.url()).pathname}/receipt`);
  expect(await pages.spareWidth()).toBeGreaterThanOrEqual(0);
});
