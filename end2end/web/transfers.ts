import { expect, type Locator } from '@playwright/test';
import type { BankPages } from './pages';

/** How long money may take to come into view. */
const COMES_MS = 20_000;

/** What a customer finds on a first page, on the page of a transfer, and behind it. */
export class Transfers {
  constructor(
    private readonly pages: BankPages,
    private readonly javaScript: boolean,
  ) {}

  /** What the first page says of money that came while it was open. */
  get arrival(): Locator {
    return this.pages.page.getByTestId('arrival');
  }
  get receipt(): Locator {
    return this.pages.page.getByTestId('receipt');
  }
  /** On the page of a transfer, what gives its money back. */
  get returns(): Locator {
    return this.pages.page.getByTestId('return');
  }
  get hideButton(): Locator {
    return this.button('Ocultar saldo');
  }
  get showButton(): Locator {
    return this.button('Mostrar saldo');
  }
  get printButton(): Locator {
    return this.button('Imprimir ou salvar em PDF');
  }
  get returnButton(): Locator {
    return this.button('Confirmar devolução');
  }
  get returnLink(): Locator {
    return this.link('Devolver');
  }
  get receiptLink(): Locator {
    return this.link('Ver comprovante');
  }
  get originalLink(): Locator {
    return this.link('Ver o Pix original');
  }

  /** Fills the form that gives a transfer back, and posts it. */
  async giveBack(of: string, amount: string): Promise<void> {
    await this.fillReturn(of, amount);
    await this.pages.submit(this.returnButton);
  }

  /** Two clicks in a row: the second post overtakes the answer to the first. */
  async giveBackTwice(of: string, amount: string): Promise<void> {
    await this.fillReturn(of, amount);
    const id = /\/transfers\/[0-9a-f-]{36}$/;
    await Promise.all([
      this.pages.page.waitForURL(id, { waitUntil: 'domcontentloaded' }),
      this.returnButton.dblclick(),
    ]);
  }

  /** With JavaScript it comes into the page that is open; without, the customer reads it again. */
  async comesIntoView(shown: Locator): Promise<void> {
    if (this.javaScript) {
      await expect(shown).toHaveCount(1, { timeout: COMES_MS });
      return;
    }
    const read = async () => {
      await this.pages.reload();
      return shown.count();
    };
    await expect.poll(read, { timeout: COMES_MS }).toBe(1);
  }

  /** What is said while money comes; without JavaScript nothing can be. */
  async isTold(words: RegExp): Promise<void> {
    await expect(this.arrival).toHaveText(this.javaScript ? words : /^\s*$/);
  }

  /** Only JavaScript can open the browser's own dialogue. */
  async mayPrint(): Promise<void> {
    await expect(this.printButton).toHaveCount(this.javaScript ? 1 : 0);
  }

  /** How many sheets of A4 the page takes. */
  async sheets(): Promise<number> {
    const pdf = await this.pages.page.pdf({ format: 'A4' });
    return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
  }

  private async fillReturn(of: string, amount: string): Promise<void> {
    await this.pages.open(`/transfers/${of}/return`);
    await this.pages.amount.fill(amount);
    await this.pages.givePin();
  }

  private button(name: string): Locator {
    return this.pages.page.getByRole('button', { name, exact: true });
  }

  private link(name: string): Locator {
    return this.pages.page.getByRole('link', { name, exact: true });
  }
}
