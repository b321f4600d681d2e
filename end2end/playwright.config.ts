import { defineConfig } from '@playwright/test';
import { base, desktop, phone as wholePhone } from './browser';

// Its size, not its density: there is no graphics card to draw the pixels. Nor does anything move,
// as it does on a desktop.
const phone = {
  ...wholePhone,
  deviceScaleFactor: 1,
  contextOptions: { reducedMotion: 'reduce' as const },
};

// For people to look at: screens.config.ts.
const pictures = /screens\.spec\.ts$/;
// Each journey runs with JavaScript on a desktop and without it on a phone; what depends on the width
// of the screen runs on both, with and without.
const width = /layout\.spec\.ts$/;
// Colours and names are the same with and without.
const looks = /(axe|palette)\.spec\.ts$/;
// The fault board has a network of its own, in a folder of its own.
const board = { testDir: 'board' };

export default defineConfig({
  ...base,
  testIgnore: pictures,
  projects: [
    { name: 'js-desktop', use: desktop },
    {
      name: 'nojs-phone',
      use: { ...phone, javaScriptEnabled: false },
      testIgnore: [pictures, looks],
    },
    { name: 'js-phone', use: phone, testMatch: /(layout|axe)\.spec\.ts$/ },
    { name: 'nojs-desktop', use: { ...desktop, javaScriptEnabled: false }, testMatch: width },
    { name: 'board', use: desktop, ...board },
    {
      name: 'board-nojs-phone',
      use: { ...phone, javaScriptEnabled: false },
      testMatch: width,
      ...board,
    },
  ],
});
