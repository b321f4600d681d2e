import { devices, type PlaywrightTestConfig } from '@playwright/test';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The browser: env CHROMIUM (a path or a name), else `chromium`, else Playwright's own. */
function chromium(): string | undefined {
  const wanted = process.env['CHROMIUM'] ?? '';
  if (wanted.includes('/')) return wanted;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, wanted || 'chromium')).find(isExecutable);
  if (path === undefined && wanted !== '') throw new Error(`CHROMIUM=${wanted} is not on PATH`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const executablePath = chromium();

export const desktop = devices['Desktop Chrome'];
export const phone = devices['Pixel 7'];

/** What every run in a browser shares: one network, one test at a time, nothing forgotten. */
export const base = {
  testDir: 'web',
  globalSetup: require.resolve('./network/setup'),
  // The tests share the seeded accounts and compare balances before and after.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    // A trace of every journey, kept only where one fails, would cost a fifth of the time; where a
    // journey fails there are a picture and the page as text. `--trace on` has one when it is wanted.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // What the browser itself writes, such as the parts of a date.
        '--lang=pt-BR',
      ],
    },
  },
} satisfies PlaywrightTestConfig;
