import { expect, type Locator } from '@playwright/test';
import type { BankPages } from './pages';

/** The page that asks for the code that was sent to a key. */
export class CodeStep {
  constructor(private readonly pages: BankPages) {}

  get field(): Locator {
    return this.pages.page.getByLabel('Código', { exact: true });
  }
  get confirmButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Confirmar código', exact: true });
  }

  /** The code that was sent to a key last, as the demo's inbox shows it. */
  async read(key: string): Promise<string> {
    const { pathname, search } = new URL(this.pages.page.url());
    await this.pages.open('/inbox');
    const letters = this.pages.page.getByTestId('letter').filter({ hasText: key });
    const code = await letters.first().getAttribute('data-code');
    await this.pages.open(pathname + search);
    return code ?? '';
  }

  /** Types a code, right or wrong. */
  async type(code: string): Promise<void> {
    await this.field.fill(code);
    await this.pages.submit(this.confirmButton);
  }

  /** Types the code that was sent. */
  async give(key: string): Promise<void> {
    await expect(this.pages.page).toHaveURL(/\/keys\/confirm/);
    await this.type(await this.read(key));
  }
}
