import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import type { BankPages } from './pages';

/** What of a statement is asked for. */
export interface Wanted {
  text?: string;
  flow?: 'Tudo' | 'Entradas' | 'Saídas';
  from?: string;
  to?: string;
}

/** What moved, and what was in the account then. */
export interface Line {
  cents: number;
  balance: number;
}

/** The selectors of the statement, and what a customer does there. */
export class Statement {
  constructor(private readonly pages: BankPages) {}

  get search(): Locator {
    return this.pages.page.getByLabel('Buscar', { exact: true });
  }
  get firstDay(): Locator {
    return this.pages.page.getByLabel('De', { exact: true });
  }
  get lastDay(): Locator {
    return this.pages.page.getByLabel('Até', { exact: true });
  }
  /** What the list is limited to. */
  get filters(): Locator {
    return this.pages.page.getByTestId('filter');
  }
  get lines(): Locator {
    return this.pages.page.getByTestId('movement');
  }
  get olderLink(): Locator {
    return this.link('Movimentações mais antigas');
  }
  get newerLink(): Locator {
    return this.link('Movimentações mais recentes');
  }
  get clearLink(): Locator {
    return this.link('Limpar filtros');
  }

  async open(): Promise<void> {
    await this.pages.open('/statement');
  }

  /** Fills in what of the form is given, and asks for it. */
  async filter(wanted: Wanted): Promise<void> {
    const { page } = this.pages;
    await this.open();
    if (wanted.text !== undefined) await this.search.fill(wanted.text);
    if (wanted.flow !== undefined) await page.getByRole('radio', { name: wanted.flow }).check();
    if (wanted.from !== undefined) await this.firstDay.fill(wanted.from);
    if (wanted.to !== undefined) await this.lastDay.fill(wanted.to);
    await this.pages.submit(page.getByRole('button', { name: 'Filtrar', exact: true }));
  }

  /** The lines of the page, the newest first. */
  async readLines(): Promise<Line[]> {
    return this.lines.evaluateAll((lines) =>
      lines.map((line) => ({
        cents: Number(line.getAttribute('data-cents')),
        balance: Number(line.getAttribute('data-balance')),
      })),
    );
  }

  /** A file as the browser saves it. */
  async save(kind: 'CSV' | 'OFX'): Promise<{ name: string; text: string }> {
    const { page } = this.pages;
    const link = page.getByRole('link', { name: `Baixar em ${kind}` });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const text = await readFile(await download.path(), 'utf8');
    return { name: download.suggestedFilename(), text };
  }

  private link(name: string): Locator {
    return this.pages.page.getByRole('link', { name, exact: true });
  }
}
