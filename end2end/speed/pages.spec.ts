import type { Page } from '@playwright/test';
import { ana } from '../network/seeds';
import { expect, test } from '../web/fixtures';

/** What a page may take until its islands are alive, on a processor slowed down four times. */
const ALIVE_MS = 1000;
/** What may pass from a click until the next page is painted. */
const NAVIGATION_MS = 100;
const RUNS = 5;

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(title: string, times: Map<string, number>): void {
  const lines = [...times].map(([what, ms]) => `${ms.toFixed(0).padStart(5)} ms  ${what}`);
  console.log(`${title} (median of ${RUNS}):\n  ${lines.join('\n  ')}`);
}

/** From the start of the navigation until the last island is alive. */
async function aliveAfter(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  const alive = await page.waitForFunction(() => {
    const html = document.documentElement;
    return html.hasAttribute('data-hydrated') && performance.now();
  });
  return Number(await alive.jsonValue());
}

test('islands are alive within a second on a slow processor', async ({
  browser,
  signIn,
  visit,
}) => {
  const signedIn = await signIn(ana);
  const cookies = await signedIn.page.context().cookies();
  const times = new Map<string, number>();
  const loads = signedIn.paths.map((path) => ({ path, cookies }));
  for (const { path, cookies } of [{ path: '/login', cookies: [] }, ...loads]) {
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      // Nothing is in its cache.
      const context = await browser.newContext();
      await context.addCookies(cookies);
      const { page, bank } = await visit('001', context);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      runs.push(await aliveAfter(page, `${bank.url}${path}`));
      await page.close();
    }
    times.set(path, median(runs));
  }
  report('first load until alive, processor slowed down four times', times);
  expect([...times].filter(([, ms]) => ms >= ALIVE_MS)).toEqual([]);
});

/** From the click on the link that leads there until the next page is painted. */
async function paintedAfter(page: Page, path: string): Promise<number> {
  await page.locator(`.menu-bar a[href="${path}"]`).click();
  await page.waitForURL((url) => url.pathname === path);
  const painted = await page.waitForFunction(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const clicked = Number(sessionStorage.getItem('clicked'));
    return paint !== undefined && performance.timeOrigin + paint.startTime - clicked;
  });
  return Number(await painted.jsonValue());
}

test('the next page is in view within a tenth of a second', async ({ signIn }) => {
  const { page } = await signIn(ana);
  await page.addInitScript(() => {
    const noted = (): void => {
      sessionStorage.setItem('clicked', String(performance.timeOrigin + performance.now()));
    };
    addEventListener('click', noted, { capture: true });
  });
  await page.reload();
  const links = page.locator('.menu-bar a');
  const paths = await links.evaluateAll((all) => {
    return all.map((link) => new URL((link as HTMLAnchorElement).href).pathname);
  });
  const rounds: number[][] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const round: number[] = [];
    // The first of them is where she is.
    for (const path of [...paths.slice(1), ...paths.slice(0, 1)]) {
      round.push(await paintedAfter(page, path));
    }
    rounds.push(round);
  }
  // Style, script and font come from the cache from the second round on.
  const cached = rounds.slice(1);
  const medians = paths.map((_, place) =>
    median(cached.map((round) => round[place] ?? Number.NaN)),
  );
  const order = [...paths.slice(1), ...paths.slice(0, 1)];
  const times = new Map(order.map((path, place) => [path, medians[place] ?? Number.NaN]));
  report('from the click until the next page is painted', times);
  expect([...times].filter(([, ms]) => ms >= NAVIGATION_MS)).toEqual([]);
});
