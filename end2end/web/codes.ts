import { expect, type Locator } from '@playwright/test';
import type { BankPages, Order } from './pages';

/** The page on which a customer is paid, and what helps to paste or read a code where one pays. */
export class Codes {
  constructor(readonly pages: BankPages) {}

  get drawing(): Locator {
    return this.pages.page.getByRole('img', { name: /QR Code para pagar/ });
  }
  get text(): Locator {
    return this.pages.page.getByLabel('Pix Copia e Cola', { exact: true });
  }
  get copyButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Copiar código' });
  }
  get copiedButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Código copiado' });
  }
  get updateButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Atualizar QR Code' });
  }
  get scanButton(): Locator {
    return this.pages.page.getByRole('button', { name: 'Ler QR Code' });
  }
  /** What a text in the field for a key is taken for. */
  get kind(): Locator {
    return this.pages.main.getByRole('status').first();
  }

  /** Asks for an amount by one of the customer's keys. */
  async ask(order: Order): Promise<void> {
    await this.pages.open('/receive');
    await this.pages.key.selectOption(order.key);
    await this.pages.amount.fill(order.amount);
    await this.pages.message.fill(order.message);
    await this.pages.submit(this.updateButton);
  }

  /** The code that is shown. */
  async read(): Promise<string> {
    await expect(this.drawing).toBeVisible();
    return this.text.inputValue();
  }

  /** From now on the browser reads codes by itself, and its camera sees this one. */
  async see(code: string): Promise<void> {
    await this.pages.page.addInitScript((rawValue) => {
      const canvas = document.createElement('canvas');
      const draw = () => canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
      const getUserMedia = () => {
        setInterval(draw, 50);
        return Promise.resolve(canvas.captureStream());
      };
      Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia } });
      Object.assign(window, {
        BarcodeDetector: class {
          readonly detect = () => Promise.resolve([{ rawValue }]);
        },
      });
    }, code);
  }
}
