import { ana, bruno, carla, carlaKey, pin } from '../network/seeds';
import { expect, test } from './fixtures';
import { typed } from './money';
import { company, newcomer, registerFirstKey } from './newcomer';

test('somebody opens an account, gets a key and is paid', async ({
  visit,
  signIn,
  cents,
  mark,
}) => {
  const person = newcomer(`nova.${mark}`, cents(123_456_780));
  const pages = await visit('001');
  await pages.fillAccount(person);
  await expect(pages.page).toHaveURL(`${pages.bank.url}/`);
  await expect(pages.main).toContainText('Cliente');
  await expect(pages.balance).toHaveAttribute('data-cents', '0');

  await registerFirstKey(pages, 'email', person.email);
  const payer = await signIn(carla);
  await payer.send({ key: person.email, amount: typed(cents(730)), message: 'boas-vindas' });
  await payer.reaches('completed');
  expect(await pages.readBalance()).toBe(cents(730));

  // Back to the seeded customers, whose balances are added up at the end of the run.
  await pages.send({ key: carlaKey, amount: typed(cents(730)), message: 'de volta' });
  await pages.reaches('completed');
});

test('a company opens an account with its CNPJ, and is paid by it', async ({
  visit,
  signIn,
  cents,
  mark,
}) => {
  const shop = company(`loja.${mark}`, cents(1_234_567_890));
  const pages = await visit('001');
  await pages.fillAccount(shop);
  await registerFirstKey(pages, 'cnpj', shop.document);
  const payer = await signIn(carla);
  await payer.review({ key: shop.document, amount: typed(cents(730)), message: 'compra' });
  await expect(payer.main).toContainText(shop.name);
  await expect(payer.main).toContainText('CNPJ');
});

test('all that is wrong with a form is said, and no secret is shown again', async ({
  visit,
  mark,
}) => {
  const wrong = { ...newcomer(`errada.${mark}`, 1), password: 'curta', pin: '0000' };
  const pages = await visit('001');
  await pages.fillAccount({ ...wrong, document: '529.982.247-25', email: ana.email });
  await expect(pages.page).toHaveURL(/\/accounts\/new/);
  await expect(await pages.errorOf(pages.document)).toContainText(/já tem conta/);
  await expect(await pages.errorOf(pages.email)).toContainText(/já tem conta/);
  await expect(await pages.errorOf(pages.password)).toContainText(/8 caracteres/);
  await expect(await pages.errorOf(pages.pin)).toContainText(/iguais/);
  await expect(pages.name).toHaveValue(wrong.name);
  await expect(pages.document).toHaveValue('529.982.247-25');
  await expect(pages.password).toHaveValue('');
  await expect(pages.pin).toHaveValue('');
});

test('the PIN is asked once, and a wrong one is said beside it', async ({ visit, cents }) => {
  // Wrong ones of all browsers count together, so nobody else's test types one for him. Nor has
  // anybody typed the right one in this session.
  const payer = await visit(bruno.bank);
  await payer.signIn(bruno);
  const before = await payer.readBalance();
  await payer.review({ key: carlaKey, amount: typed(cents(740)), message: 'com PIN' });
  await payer.givePin('9876');
  await payer.submit(payer.confirmButton);
  await expect(payer.page).toHaveURL(/\/send\/review/);
  await expect(await payer.errorOf(payer.pin)).toContainText(/PIN incorreto/);

  await payer.givePin(pin);
  await payer.submit(payer.confirmButton);
  await payer.reaches('completed');
  await payer.review({ key: carlaKey, amount: typed(cents(750)), message: 'sem PIN' });
  await expect(payer.pin).toHaveCount(0);
  await payer.confirm();
  await payer.reaches('completed');
  expect(await payer.readBalance()).toBe(before - cents(740) - cents(750));
});

test('a customer ends a session from another browser', async ({ visit, mark, cents }) => {
  const person = newcomer(`dupla.${mark}`, cents(223_456_780));
  const here = await visit('001');
  await here.fillAccount(person);
  const there = await visit('001');
  const customer = { ...ana, name: person.name, email: person.email };
  await there.fillLogin(customer, person.password);
  await expect(there.page).toHaveURL(`${there.bank.url}/`);

  await here.open('/settings');
  await expect(here.sessions).toHaveCount(2);
  await expect(here.sessions.filter({ hasText: 'este aparelho' })).toHaveCount(1);
  await here.submit(here.sessions.getByRole('button'));
  await expect(here.sessions).toHaveCount(1);
  await there.open('/');
  await expect(there.page).toHaveURL(/\/login/);

  await here.nickname.fill('Conta da casa');
  await here.submit(here.renameButton);
  await expect(here.nickname).toHaveValue('Conta da casa');
  await expect(here.html).toContainText('Conta da casa');
});

test('somebody paid before is one click away', async ({ signIn, cents }) => {
  const payer = await signIn(ana);
  await payer.send({ key: carlaKey, amount: typed(cents(760)), message: 'antes' });
  await payer.open('/send');
  const contact = payer.contacts.filter({ hasText: carla.name }).first();
  await payer.submit(contact.getByRole('button').first());
  await expect(payer.key).toHaveValue(carlaKey);
});
