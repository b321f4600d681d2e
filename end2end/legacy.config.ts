import { defineConfig } from '@playwright/test';

// No browser here: Playwright's runner for the stand-ins of the course's programs.
export default defineConfig({
  testDir: 'legacy',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 120_000,
  reporter: [['list']],
});
