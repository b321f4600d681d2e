import { defineConfig } from '@playwright/test';
import { base, desktop, phone as wholePhone } from './browser';

// Its size, not its density: there is no graphics card to draw the pixels.
const phone = { ...wholePhone, deviceScaleFactor: 1 };

// For people to look at: screens.config.ts.
const pictures = /screens\.spec\.ts$/;
// Each journey runs with JavaScript on a desktop and without it on a phone; what depends on the width
// of the screen runs on both, with and without.
const width = /layout\.spec\.ts$/;
// Colours and names are the same with and without, and what is asked for without is a part of it.
const looks = /(axe|palette|weight)\.spec\.ts$/;
// The fault board has a network of its own, in a folder of its own.
const board = { testDir: 'board' };

export default defineConfig({
  ...base,
  // What moves between two pages is not looked at, and is drawn frame by frame.
  use: { ...base.use, contextOptions: { reducedMotion: 'reduce' } },
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
