import { defineConfig } from '@playwright/test';
import { base, desktop, phone } from './browser';

// Each journey runs four times: with and without JavaScript, on a desktop and on a phone.
export default defineConfig({
  ...base,
  testIgnore: 'screens.spec.ts',
  projects: [
    { name: 'js-desktop', use: desktop },
    { name: 'js-phone', use: phone },
    { name: 'nojs-desktop', use: { ...desktop, javaScriptEnabled: false } },
    { name: 'nojs-phone', use: { ...phone, javaScriptEnabled: false } },
  ],
});
