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

/** Lets each page tell its own times on its console: whoever asks a page that is still loading makes
 * it read a large script first. `alive` and the time since the navigation began; `painted` and the
 * time since the click that led there. */
async function letTell(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const clicked = (): void => {
      sessionStorage.setItem('clicked', String(performance.timeOrigin + performance.now()));
    };
    addEventListener('click', clicked, { capture: true });
    new PerformanceObserver((entries, observer) => {
      for (const { startTime } of entries.getEntriesByName('first-contentful-paint')) {
        const since = Number(sessionStorage.getItem('clicked'));
        console.debug('painted', performance.timeOrigin + startTime - since);
        observer.disconnect();
      }
    }).observe({ type: 'paint', buffered: true });
    const alive = new MutationObserver(() => {
      if (!document.documentElement.hasAttribute('data-hydrated')) return;
      console.debug('alive', performance.now());
      alive.disconnect();
    });
    alive.observe(document, {
      attributes: true,
      subtree: true,
      attributeFilter: ['data-hydrated'],
    });
  });
}

/** What the next page tells. */
async function told(page: Page, word: 'alive' | 'painted'): Promise<number> {
  const message = await page.waitForEvent('console', {
    predicate: (message) => message.text().startsWith(word),
  });
  return Number(message.text().slice(word.length));
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
      await letTell(page);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      const [alive] = await Promise.all([told(page, 'alive'), page.goto(`${bank.url}${path}`)]);
      runs.push(alive);
      await page.close();
    }
    times.set(path, median(runs));
  }
  report('first load until alive, processor slowed down four times', times);
  expect([...times].filter(([, ms]) => ms >= ALIVE_MS)).toEqual([]);
});

test('the next page is in view within a tenth of a second', async ({ signIn }) => {
  const { page } = await signIn(ana);
  await letTell(page);
  await page.reload();
  const links = page.locator('.menu-bar a');
  const all = await links.evaluateAll((links) => {
    return links.map((link) => new URL((link as HTMLAnchorElement).href).pathname);
  });
  // The first of them is where she is.
  const paths = [...all.slice(1), ...all.slice(0, 1)];
  const runs = new Map<string, number[]>(paths.map((path) => [path, []]));
  for (let run = 0; run <= RUNS; run += 1) {
    for (const path of paths) {
      const link = page.locator(`.menu-bar a[href="${path}"]`);
      const [painted] = await Promise.all([told(page, 'painted'), link.click()]);
      runs.get(path)?.push(painted);
      await page.waitForLoadState('load');
    }
  }
  // Style, script and font come from the cache from the second round on.
  const times = new Map([...runs].map(([path, each]) => [path, median(each.slice(1))]));
  report('from the click until the next page is painted', times);
  expect([...times].filter(([, ms]) => ms >= NAVIGATION_MS)).toEqual([]);
});
