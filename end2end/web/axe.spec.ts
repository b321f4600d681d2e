import AxeBuilder from '@axe-core/playwright';
import { ana, carlaKey } from '../network/seeds';
import { expect, test } from './fixtures';
import type { BankPages } from './pages';

/** What a machine can tell of WCAG 2.2 AA, in both colours: contrast, names, roles, headings. */
async function violations(pages: BankPages): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await pages.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const result = await new AxeBuilder({ page: pages.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    for (const { id, nodes } of result.violations) {
      found.push(...nodes.map((node) => `${pages.page.url()} ${colorScheme} ${id}: ${node.html}`));
    }
  }
  return found;
}

test('axe finds nothing on the pages before the login', async ({ visit }) => {
  const pages = await visit('001');
  await pages.open('/login');
  expect(await violations(pages)).toEqual([]);
  await pages.open('/accounts/new');
  expect(await violations(pages)).toEqual([]);
  await pages.fillLogin(ana, 'not-the-password');
  expect(await violations(pages)).toEqual([]);
});

test('axe finds nothing on the pages of a customer', async ({ signIn }) => {
  const pages = await signIn(ana);
  for (const path of pages.paths) {
    await test.step(path, async () => {
      await pages.open(path);
      expect(await violations(pages)).toEqual([]);
    });
  }
});

test('axe finds nothing on a statement with filters, empty, or asked for in vain', async ({
  signIn,
}) => {
  const pages = await signIn(ana);
  for (const query of ['flow=in', 'q=nada+disso', 'from=2026-02-02&to=2026-02-01']) {
    await test.step(query, async () => {
      await pages.open(`/statement?${query}`);
      expect(await violations(pages)).toEqual([]);
    });
  }
});

test('axe finds nothing on the way of a key', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.fillKey('email', carlaKey);
  expect(await violations(pages)).toEqual([]);
  await pages.keyCode.give(carlaKey);
  await expect(pages.main).toContainText('Pedir portabilidade');
  expect(await violations(pages)).toEqual([]);
});

test('axe finds nothing on the way of a transfer', async ({ signIn }) => {
  const pages = await signIn(ana);
  await pages.open('/send');
  await pages.fillOrder({ key: 'nobody@ctd.example', amount: '0', message: '' });
  expect(await violations(pages)).toEqual([]);
  await pages.review({ key: carlaKey, amount: '1,00', message: 'axe' });
  expect(await violations(pages)).toEqual([]);
  await pages.confirm();
  await pages.reaches('completed');
  expect(await violations(pages)).toEqual([]);
  await pages.open(`${new URL(pages.page.url()).pathname}/receipt`);
  expect(await violations(pages)).toEqual([]);
});
