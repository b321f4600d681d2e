import { ana } from '../network/seeds';
import { expect, test } from './fixtures';

/** What a first load may weigh, compressed, with everything that the page asks for. */
const BUDGET_KB = 150;

test('a first load of every page is light', async ({ browser, signIn, visit }) => {
  const signedIn = await signIn(ana);
  const cookies = await signedIn.page.context().cookies();
  const weights: [path: string, kilobytes: number][] = [];
  const loads = signedIn.paths.map((path) => ({ path, cookies }));
  for (const { path, cookies } of [{ path: '/login', cookies: [] }, ...loads]) {
    await test.step(path, async () => {
      // A context of its own: nothing is in its cache.
      const context = await browser.newContext();
      await context.addCookies(cookies);
      const pages = await visit('001', context);
      const sizes: Promise<number>[] = [];
      pages.page.on('requestfinished', (request) => {
        sizes.push(
          request.sizes().then(({ responseBodySize, responseHeadersSize }) => {
            return responseBodySize + responseHeadersSize;
          }),
        );
      });
      await pages.open(path);
      await pages.page.waitForLoadState('load');
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      weights.push([path, bytes / 1024]);
    });
  }
  const lines = weights.map(([path, kilobytes]) => `${kilobytes.toFixed(1)} KB ${path}`);
  console.log(`first loads of ${test.info().project.name}:\n  ${lines.join('\n  ')}`);
  expect(weights.filter(([, kilobytes]) => kilobytes >= BUDGET_KB)).toEqual([]);
});
