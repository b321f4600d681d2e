import { defineConfig } from '@playwright/test';
import { base, desktop, phone } from './browser';

export default defineConfig({
  ...base,
  testMatch: 'screens.spec.ts',
  projects: [
    { name: 'desktop-light', use: desktop },
    { name: 'desktop-dark', use: { ...desktop, colorScheme: 'dark' } },
    { name: 'phone-light', use: phone },
    { name: 'phone-dark', use: { ...phone, colorScheme: 'dark' } },
  ],
});
