import { test as base, type BrowserContext, expect } from '@playwright/test';
import { bankOf, keepData, type Network, readNetwork } from '../network/devnet';
import type { BankCode, Customer } from '../network/seeds';
import { BankPages } from './pages';
import { Watch } from './watch';

interface Fixtures {
  /** Fails the test on any problem behind its pages that it did not expect. */
  watch: Watch;
  /** A browser at a bank, not signed in; in a context of its own unless one is given. */
  visit: (bank: BankCode, context?: BrowserContext) => Promise<BankPages>;
  /** The same, signed in: with the session of an earlier test unless a context is given. */
  signIn: (customer: Customer, context?: BrowserContext) => Promise<BankPages>;
  /** An amount that no other project uses: `around` must be a multiple of ten. */
  cents: (around: number) => number;
  /** A word that no other project uses, for keys and messages. */
  mark: string;
}

interface WorkerFixtures {
  data: string;
  network: Network;
  /** What a browser had in it once a customer was signed in, by e-mail address. */
  sessions: Map<string, StorageState>;
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

export const test = base.extend<Fixtures, WorkerFixtures>({
  data: [
    async ({}, use) => {
      const data = process.env['NETWORK_DATA'];
      if (data === undefined) throw new Error('no network: the global set-up did not run');
      await use(data);
    },
    { scope: 'worker' },
  ],

  network: [
    async ({ data }, use) => {
      await use(readNetwork(data));
    },
    { scope: 'worker' },
  ],

  sessions: [
    async ({}, use) => {
      await use(new Map());
    },
    { scope: 'worker' },
  ],

  watch: [
    async ({ data }, use, testInfo) => {
      const watch = new Watch();
      await use(watch);
      const failed = testInfo.status !== testInfo.expectedStatus;
      if (failed || watch.unexpected.length > 0) keepData(data);
      expect(watch.unexpected, 'problems behind the pages').toEqual([]);
    },
    { auto: true },
  ],

  visit: async ({ browser, javaScriptEnabled, network, watch }, use) => {
    const watched = new Set<BrowserContext>();
    await use(async (bank, context) => {
      const own = context ?? (await browser.newContext());
      if (!watched.has(own)) watch.over(own);
      watched.add(own);
      return new BankPages(await own.newPage(), bankOf(network, bank), javaScriptEnabled);
    });
    await Promise.all([...watched].map((context) => context.close()));
  },

  // A password is slow to check, on purpose, and most journeys do not begin at the login.
  signIn: async ({ browser, visit, sessions }, use) => {
    await use(async (customer, context) => {
      const kept = context === undefined ? sessions.get(customer.email) : undefined;
      const state = kept === undefined ? {} : { storageState: kept };
      const own = context ?? (await browser.newContext(state));
      const pages = await visit(customer.bank, own);
      if (kept !== undefined && (await pages.isSignedIn())) return pages;
      await pages.signIn(customer);
      if (context === undefined) sessions.set(customer.email, await own.storageState());
      return pages;
    });
  },

  cents: async ({}, use, testInfo) => {
    const own = testInfo.config.projects.findIndex(({ name }) => name === testInfo.project.name);
    await use((around) => around + own);
  },

  mark: async ({}, use, testInfo) => {
    await use(testInfo.project.name);
  },
});

export { expect };
