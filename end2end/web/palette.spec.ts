import { expect, test } from './fixtures';

const BRANDS = {
  BBX: 'oklch(0.5 0.2 262)',
  CTD: 'oklch(0.55 0.185 36)',
  yellow: '#ffd400',
  black: '#000000',
  'near-white': '#fafafa',
};

const SURFACES = ['--color-base-100', '--color-base-200'];
const SOFT = ['--accent-soft', '--success-soft', '--warning-soft', '--error-soft'];
const WORDS = ['--color-base-content', '--muted', '--accent'];
const MEANINGS = ['--color-success', '--color-warning', '--color-error'];

/** Words and what they stand on. */
const PAIRS: [string, string][] = [
  ...[...WORDS, ...MEANINGS].flatMap((word) =>
    SURFACES.map((surface): [string, string] => [word, surface]),
  ),
  ...SOFT.map((soft): [string, string] => ['--color-base-content', soft]),
  ['--accent', '--accent-soft'],
  ['--color-success', '--success-soft'],
  ['--color-warning', '--warning-soft'],
  ['--color-error', '--error-soft'],
  ['--color-primary-content', '--color-primary'],
  ['--color-primary-content', '--primary-hover'],
  ['--color-base-content', '--color-base-300'],
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`words can be read on every surface of any bank, ${colorScheme}`, async ({ visit }) => {
    const pages = await visit('001');
    await pages.page.emulateMedia({ colorScheme });
    await pages.open('/login');
    const poor = await pages.page.evaluate(
      ([brands, pairs]) => {
        const root = document.documentElement;
        const probe = document.body.appendChild(document.createElement('i'));
        const canvas = document.createElement('canvas').getContext('2d', {
          willReadFrequently: true,
        });
        if (canvas === null) throw new Error('no canvas');
        const luminance = (name: string): number => {
          probe.style.color = `var(${name})`;
          canvas.fillStyle = getComputedStyle(probe).color;
          canvas.fillRect(0, 0, 1, 1);
          const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) =>
            byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const found: string[] = [];
        for (const [brand, colour] of Object.entries(brands)) {
          root.style.setProperty('--brand', colour);
          for (const [word, surface] of pairs) {
            const [one, other] = [luminance(word), luminance(surface)];
            const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (ratio < 4.5) found.push(`${brand}: ${word} on ${surface} is ${ratio.toFixed(2)}:1`);
          }
        }
        return found;
      },
      [BRANDS, PAIRS] as const,
    );
    expect(poor).toEqual([]);
  });
}
