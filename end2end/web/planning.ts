import type { Locator } from '@playwright/test';
import type { BankPages } from './pages';

export type LimitKind = 'transfer' | 'day' | 'night';

const fields: Record<LimitKind, string> = {
  transfer: 'Novo limite por Pix',
  day: 'Novo limite por dia',
  night: 'Novo limite noturno',
};

/** The selectors of limits and of schedules, and what a customer does with them. */
export class Planning {
  constructor(private readonly pages: BankPages) {}

  get limits(): Locator {
    return this.pages.page.getByTestId('limit');
  }
  get limitsLink(): Locator {
    return this.pages.page.getByRole('link', { name: 'Ver meus limites', exact: true });
  }
  get schedules(): Locator {
    return this.pages.page.getByTestId('schedule');
  }
  get now(): Locator {
    return this.pages.page.getByRole('radio', { name: 'Agora', exact: true });
  }
  get later(): Locator {
    return this.pages.page.getByRole('radio', { name: 'Agendar para outro dia', exact: true });
  }
  get day(): Locator {
    return this.pages.page.getByLabel('Dia', { exact: true });
  }

  /** The card of a limit. */
  limit(kind: LimitKind): Locator {
    return this.limits.and(this.pages.page.locator(`[data-kind="${kind}"]`));
  }

  field(kind: LimitKind): Locator {
    return this.pages.page.getByLabel(fields[kind], { exact: true });
  }

  async save(kind: LimitKind): Promise<void> {
    await this.pages.submit(this.limit(kind).getByRole('button', { name: /^Salvar/ }));
  }

  async setLimit(kind: LimitKind, amount: string): Promise<void> {
    await this.pages.open('/limits');
    await this.field(kind).fill(amount);
    await this.save(kind);
  }

  async giveUp(kind: LimitKind): Promise<void> {
    await this.pages.submit(this.limit(kind).getByRole('button', { name: 'Desistir do aumento' }));
  }

  /** Confirms a review for a day, such as `2026-11-20`. */
  async confirmFor(day: string): Promise<void> {
    await this.later.check();
    await this.day.fill(day);
    await this.pages.givePin();
    await this.pages.submit(this.pages.confirmButton);
  }

  async cancel(schedule: Locator): Promise<void> {
    await schedule.locator('summary').click();
    await this.pages.submit(schedule.getByRole('button', { name: /^Sim, cancelar/ }));
  }
}
