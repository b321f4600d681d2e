import { ana, anaKey, diego } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown, typed } from './money';
import { newcomer } from './newcomer';
import { Planning } from './planning';

/** The date in Brazil so many days from today on, as a field for dates has it. */
function dateIn(days: number): string {
  const day = new Date(Date.now() + days * 24 * 3_600_000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' }).format(day);
}

test('a Pix is scheduled for tomorrow, listed, and cancelled; the money stays', async ({
  signIn,
  cents,
  mark,
}) => {
  const payer = await signIn(diego);
  const planning = new Planning(payer);
  const before = await payer.readBalance();
  const message = `aluguel (${mark})`;
  await payer.review({ key: anaKey, amount: typed(cents(810)), message });
  const review = new URL(payer.page.url()).pathname;
  await planning.confirmFor(dateIn(1));
  await expect(payer.page).toHaveURL(/\/schedules$/);
  await expect(payer.main).toContainText('Pix agendado para');
  const schedule = planning.schedules.filter({ hasText: message });
  await expect(schedule).toHaveAttribute('data-state', 'waiting');
  await expect(schedule).toContainText('Amanhã');
  await expect(schedule).toContainText(ana.name);
  await expect(schedule).toContainText(shown(cents(810)));
  expect(await payer.readBalance()).toBe(before);

  await payer.open(review);
  await expect(payer.page).toHaveURL(/\/schedules$/);
  await planning.cancel(schedule);
  await expect(payer.main).toContainText('Agendamento cancelado');
  await expect(schedule).toHaveAttribute('data-state', 'cancelled');
  await expect(schedule.locator('summary')).toHaveCount(0);
  expect(await payer.readBalance()).toBe(before);
});

test('a day that cannot be is said beside it, and kept', async ({ signIn, cents }) => {
  const payer = await signIn(diego);
  const planning = new Planning(payer);
  await payer.review({ key: anaKey, amount: typed(cents(820)), message: 'em que dia' });
  await planning.confirmFor('');
  await expect(await payer.errorOf(planning.day)).toContainText('Escolha o dia');
  await expect(planning.later).toBeChecked();
  for (const day of [dateIn(0), dateIn(-1), dateIn(367)]) {
    await test.step(day, async () => {
      await planning.confirmFor(day);
      await expect(payer.page).toHaveURL(/\/send\/review/);
      await expect(await payer.errorOf(planning.day)).toContainText('de amanhã até');
      await expect(planning.day).toHaveValue(day);
    });
  }
});

test('what there is too little for today is told by the review, and scheduled', async ({
  visit,
  mark,
  cents,
}) => {
  const payer = await visit('001');
  const planning = new Planning(payer);
  await payer.fillAccount(newcomer(`agenda.${mark}`, cents(823_456_780)));
  await payer.open('/schedules');
  await expect(payer.main).toContainText('Nada agendado');
  await payer.review({ key: anaKey, amount: typed(cents(830)), message: 'quando houver' });
  await expect(payer.alert.first()).toContainText('Saldo insuficiente');
  await expect(planning.now).toBeDisabled();
  await expect(planning.later).toBeChecked();
  await planning.confirmFor(dateIn(1));
  await expect(payer.page).toHaveURL(/\/schedules$/);
  await expect(planning.schedules).toHaveAttribute('data-state', 'waiting');
  // Nothing is left to be sent at midnight.
  await planning.cancel(planning.schedules);
});
