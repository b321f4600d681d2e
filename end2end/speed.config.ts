import { defineConfig } from '@playwright/test';
import { base, desktop } from './browser';

// A benchmark, not a test: run it on an optimised build and a machine that does nothing else.
export default defineConfig({
  ...base,
  testDir: 'speed',
  timeout: 300_000,
  projects: [{ name: 'desktop', use: { ...desktop, trace: 'off' } }],
});
