import { ana, carlaKey, pin } from '../network/seeds';
import { expect, test } from './fixtures';
import { shown } from './money';
import { newcomer } from './newcomer';
import { Planning } from './planning';

// Whoever lowers a limit here is a customer of this test alone: others send meanwhile.

test('a lower limit holds at once, and is told before the review', async ({
  visit,
  mark,
  cents,
}) => {
  const pages = await visit('001');
  const planning = new Planning(pages);
  await pages.fillAccount(newcomer(`limite.${mark}`, cents(623_456_780)));
  await expect(pages.page).toHaveURL(`${pages.bank.url}/`);
  await pages.open('/limits');
  await expect(planning.limits).toHaveCount(3);
  await planning.setLimit('transfer', '10');
  await expect(pages.main).toContainText('Limite salvo');
  await expect(planning.limit('transfer')).toContainText(shown(1000));

  await pages.fillOrder({ key: carlaKey, amount: '10,01', message: 'demais' });
  await expect(pages.page).not.toHaveURL(/\/send\/review/);
  await expect(await pages.errorOf(pages.amount)).toContainText(/limite por Pix.*10,00/);
  await expect(pages.amount).toHaveValue('10,01');
  await pages.submit(planning.limitsLink);
  await expect(pages.page).toHaveURL(/\/limits$/);
});

test('a higher limit asks for the PIN, waits a day, and is given up', async ({
  visit,
  mark,
  cents,
}) => {
  const pages = await visit('001');
  const planning = new Planning(pages);
  await pages.fillAccount(newcomer(`aumento.${mark}`, cents(723_456_780)));
  await planning.setLimit('night', '100');
  await planning.setLimit('night', '200');
  const card = planning.limit('night');
  await expect(planning.field('night')).toHaveValue('200');
  await expect(card).not.toContainText('a partir de');
  await pages.givePin(pin);
  await planning.save('night');
  await expect(card).toContainText(/a partir de \d\d\/\d\d\/\d{4}/);
  await expect(card).toContainText(shown(10_000));

  // The PIN lasts for a while, and giving up needs none.
  await planning.giveUp('night');
  await expect(card).not.toContainText('a partir de');
  await expect(card).toContainText(shown(10_000));
});

test('what is no amount is said beside its field', async ({ signIn }) => {
  const pages = await signIn(ana);
  const planning = new Planning(pages);
  for (const amount of ['1.234', '0', 'muito']) {
    await test.step(amount, async () => {
      await planning.setLimit('day', amount);
      await expect(await pages.errorOf(planning.field('day'))).toContainText(/./);
      await expect(planning.field('day')).toHaveValue(amount);
      await expect(planning.limit('night').getByRole('alert')).toHaveCount(0);
    });
  }
});
