import { expect, type Locator } from '@playwright/test';
import type { BankPages, KeyKind } from './pages';

/** What a customer does with keys beyond registering one, and with claims of them. */
export class Keyring {
  constructor(readonly pages: BankPages) {}

  get claims(): Locator {
    return this.pages.page.getByTestId('claim');
  }
  /** Says that claims wait for an answer. */
  get claimNotice(): Locator {
    return this.pages.page.getByTestId('claims-to-answer');
  }
  get claimButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Pedir portabilidade', exact: true });
  }

  /** Says what it means before it is done. */
  async remove(key: string): Promise<void> {
    await this.pages.open('/keys');
    const line = this.pages.keys.filter({ hasText: key });
    await line.getByText('Remover', { exact: true }).click();
    await expect(line).toContainText('não vai mais encontrar a sua conta');
    await this.pages.submit(line.getByRole('button', { name: 'Remover chave', exact: true }));
  }

  /** Copies a key; without JavaScript nothing offers to. */
  async copy(key: string, javaScript: boolean): Promise<void> {
    const line = this.pages.keys.filter({ hasText: key });
    const button = line.getByRole('button', { name: /^Copia(r|da)/ });
    if (!javaScript) {
      await expect(button).toHaveCount(0);
      return;
    }
    await this.pages.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button.click();
    await expect(button).toContainText('Copiada');
    const copied = await this.pages.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(key);
  }

  /** Shows by its code that a key is the customer's, and asks whoever holds it to let it go. */
  async claim(kind: KeyKind, key: string): Promise<void> {
    await this.pages.fillKey(kind, key);
    await this.pages.keyCode.give(key);
    await this.pages.submit(this.claimButton);
    await expect(this.pages.page).toHaveURL(/\/claims$/);
  }

  /** Lets a claimed key go: what it means is said before. */
  async accept(key: string): Promise<void> {
    const claim = await this.find(key);
    await claim.getByText('Aceitar', { exact: true }).click();
    await expect(claim).toContainText('A chave passa na hora');
    await this.pages.submit(claim.getByRole('button', { name: 'Aceitar e entregar a chave' }));
  }

  async refuse(key: string): Promise<void> {
    const claim = await this.find(key);
    await this.pages.submit(claim.getByRole('button', { name: 'Recusar e ficar com a chave' }));
  }

  async cancel(key: string): Promise<void> {
    const claim = await this.find(key);
    await this.pages.submit(claim.getByRole('button', { name: 'Desistir do pedido' }));
  }

  /** The claim of a key, on its page. */
  async find(key: string): Promise<Locator> {
    await this.pages.open('/claims');
    return this.claims.filter({ hasText: key });
  }
}
