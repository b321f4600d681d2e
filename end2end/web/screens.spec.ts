import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ana, carla, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import { Keyring } from './keyring';
import type { BankPages } from './pages';
import { Planning } from './planning';
import { english } from './words';

// Not a test of what the pages do: pictures of each, for people to look at.
const folder = process.env['SCREENS'] ?? 'screens';

async function shoot(pages: BankPages, name: string, project: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = `${pages.bank.name.toLowerCase()}-${name}-${project}.png`;
  const { page } = pages;
  const screen = page.viewportSize();
  if (screen === null) throw new Error('a page without a size');
  // As tall as the page: what stays at the foot of the screen lies across nothing.
  const height = await pages.html.evaluate((html) => html.scrollHeight);
  await page.setViewportSize({ ...screen, height: Math.max(screen.height, height) });
  await page.screenshot({ path: join(folder, file), scale: 'css', animations: 'disabled' });
  await page.setViewportSize(screen);
}

/** A day of next week, as a date field takes it. */
function nextWeek(): string {
  return new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
}

test('pictures of BBX', async ({ visit, watch, mark }) => {
  watch.expect(/console error: .*404/);
  const pages = await visit('001');
  await pages.open('/login');
  await shoot(pages, 'login', mark);
  await pages.open('/accounts/new');
  await shoot(pages, 'open-account', mark);
  await pages.fillLogin(ana, 'not-the-password');
  await shoot(pages, 'login-refused', mark);
  await pages.signIn(ana);
  await pages.open('/settings');
  await shoot(pages, 'settings', mark);
  await pages.open('/receive');
  await shoot(pages, 'receive', mark);
  await pages.open('/keys');
  await shoot(pages, 'keys', mark);
  await pages.fillKey('cpf', '529.982.247-26');
  await shoot(pages, 'keys-refused', mark);
  await pages.fillKey('email', carlaKey);
  await shoot(pages, 'confirm-key', mark);
  await pages.keyCode.give(carlaKey);
  await shoot(pages, 'claim-offered', mark);
  await pages.submit(new Keyring(pages).claimButton);
  await shoot(pages, 'claim-opened', mark);
  await pages.open('/inbox');
  await shoot(pages, 'inbox', mark);
  await pages.open('/claims');
  await shoot(pages, 'claims', mark);
  await pages.open('/send');
  await shoot(pages, 'send', mark);
  await pages.fillOrder({ key: 'nobody@ctd.example', amount: '1,37', message: 'almoço' });
  await shoot(pages, 'send-refused', mark);
  await pages.review({ key: carlaKey, amount: '1,37', message: 'almoço de sexta' });
  await shoot(pages, 'review', mark);
  await pages.confirm();
  await pages.reaches('completed');
  await shoot(pages, 'transfer', mark);
  await pages.open(`${new URL(pages.page.url()).pathname}/receipt`);
  await shoot(pages, 'receipt', mark);
  await pages.review({ key: carlaKey, amount: '25,00', message: 'aluguel' });
  await new Planning(pages).confirmFor(nextWeek());
  await pages.open('/schedules');
  await shoot(pages, 'schedules', mark);
  await pages.open('/limits');
  await shoot(pages, 'limits', mark);
  await pages.open('/no-such-page');
  await shoot(pages, 'not-found', mark);
  await pages.open('/');
  await shoot(pages, 'home', mark);
  await pages.open('/statement');
  await shoot(pages, 'statement', mark);
  await expect(pages.movements(-137).first()).toBeVisible();
  await pages.open('/');
  await pages.speak(english);
  await shoot(pages, 'home-english', mark);
});

test('pictures of CTD', async ({ visit, mark }) => {
  const pages = await visit('002');
  await pages.open('/login');
  await shoot(pages, 'login', mark);
  await pages.signIn(carla);
  await shoot(pages, 'home', mark);
  await pages.open('/statement');
  await shoot(pages, 'statement', mark);
  await pages.open('/claims');
  await shoot(pages, 'claims', mark);
  await pages.open('/');
  await pages.submit(pages.movements(137).first());
  await shoot(pages, 'transfer', mark);
  await pages.open(`${new URL(pages.page.url()).pathname}/return`);
  await shoot(pages, 'return', mark);
  await expect(pages.amount).toHaveValue('1,37');
  // So that the next project can ask for the key again.
  await new Keyring(pages).refuse(carlaKey);
});

test('a picture of the page of the network', async ({ page, network, mark }) => {
  mkdirSync(folder, { recursive: true });
  await page.goto(network.page);
  await expect(page.locator('body')).not.toBeEmpty();
  await page.screenshot({ path: join(folder, `devnet-${mark}.png`), fullPage: true });
});
