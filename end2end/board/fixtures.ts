import { test as base, expect } from '@playwright/test';
import { Devnet, keepData } from '../network/devnet';
import { Watch } from '../web/watch';
import { BoardPage } from './page';

interface Fixtures {
  board: BoardPage;
  /** The board as somebody sees it who has no JavaScript, if the project has none. */
  url: string;
}

interface WorkerFixtures {
  devnet: Devnet;
}

/** The board's own network: its plugs are pulled, which no other spec would like. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  devnet: [
    async ({}, use) => {
      const devnet = await Devnet.start();
      await use(devnet);
      await devnet.stop();
    },
    { scope: 'worker' },
  ],

  url: async ({ devnet }, use) => {
    await use(devnet.network.page);
  },

  board: async ({ context, page, url, devnet }, use, testInfo) => {
    const watch = new Watch();
    watch.over(context);
    // The live events end with the page.
    watch.expect(/request failed: GET .*\/events.* net::ERR_ABORTED/);
    await page.goto(url);
    await use(new BoardPage(page));
    if (testInfo.status !== testInfo.expectedStatus) keepData(devnet.data);
    expect(watch.unexpected, 'problems behind the page').toEqual([]);
  },
});

export { expect };
