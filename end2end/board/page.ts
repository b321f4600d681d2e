import { expect, type Locator, type Page } from '@playwright/test';

export type Plug = 'kill' | 'freeze' | 'thaw' | 'restart' | 'wipe';

/** The fault board, as a person uses it. */
export class BoardPage {
  constructor(readonly page: Page) {}

  part(name: string): Locator {
    return this.page.locator(`[data-part="${name}"]`);
  }

  plug(part: string, plug: Plug): Locator {
    return this.page.locator(`form[action^="/parts/${part}/${plug}?"]`).getByRole('button');
  }

  async press(part: string, plug: Plug): Promise<void> {
    await this.plug(part, plug).click();
  }

  async looks(part: string, look: string): Promise<void> {
    await expect(this.part(part)).toHaveAttribute('data-look', look, { timeout: 20_000 });
  }

  figure(name: string): Locator {
    return this.page.getByTestId(name);
  }

  /** A figure as a number; what is not there yet is none. */
  async count(name: string): Promise<number> {
    return Number((await this.figure(name).innerText()).replaceAll('.', ''));
  }

  /** Waits until a figure has grown by so many. */
  async grows(name: string, by: number): Promise<void> {
    const goal = (await this.count(name)) + by;
    await expect.poll(() => this.count(name), { timeout: 20_000 }).toBeGreaterThanOrEqual(goal);
  }

  get verdict(): Locator {
    return this.page.locator('#verdict');
  }

  get log(): Locator {
    return this.page.getByTestId('log');
  }

  /** Sets the load as a hand on the slider does. */
  async setLoad(rate: number): Promise<void> {
    await this.page.getByRole('slider').fill(String(rate));
    const said = rate === 0 ? 'Carga desligada' : `Carga: ${rate} por segundo`;
    await expect(this.log).toContainText(said);
  }

  /** How much wider the screen is than the page. */
  async spareWidth(): Promise<number> {
    return this.page.evaluate(() => window.innerWidth - document.documentElement.scrollWidth);
  }
}
