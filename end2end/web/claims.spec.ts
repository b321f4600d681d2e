import { ana } from '../network/seeds';
import { expect, test } from './fixtures';
import { Keyring } from './keyring';
import { newcomer, registerFirstKey } from './newcomer';
import type { BankPages } from './pages';

interface Sides {
  holder: Keyring;
  claimant: Keyring;
  /** Held at BBX, and claimed from CTD. */
  key: string;
}

type Visit = (bank: '001' | '002') => Promise<BankPages>;

/** Two new customers at two banks; the second asks for a key of the first. */
async function claimed(visit: Visit, mark: string, base: number): Promise<Sides> {
  const [here, there] = [newcomer(mark, base), newcomer(`${mark}.ctd`, base + 10)];
  const holder = await visit('001');
  await holder.fillAccount(here);
  await registerFirstKey(holder, 'email', here.email);
  const claimant = await visit('002');
  await claimant.fillAccount(there);
  // Until CodePix is told of the account, no claim of it is opened.
  await registerFirstKey(claimant, 'email', there.email);
  const asking = new Keyring(claimant);
  await asking.claim('email', here.email);
  await expect(claimant.main).toContainText('Pedido de portabilidade feito');
  await expect(asking.claims.filter({ hasText: here.email })).toContainText('Banco 001');
  return { holder: new Keyring(holder), claimant: asking, key: here.email };
}

test('a key moves to another bank once its holder accepts', async ({
  visit,
  signIn,
  mark,
  cents,
}) => {
  const sides = await claimed(visit, `porta.${mark}`, cents(523_456_700));
  const { holder, claimant, key } = sides;
  const payer = await signIn(ana);
  await payer.review({ key, amount: '1,00', message: 'antes' });
  await expect(payer.main).toContainText('BBX');

  await holder.pages.open('/keys');
  await expect(holder.claimNotice).toContainText('Alguém pede a portabilidade');
  await holder.pages.open('/');
  await expect(holder.claimNotice).toContainText('Alguém pede a portabilidade');
  await holder.accept(key);
  await expect(holder.pages.main).toContainText('a chave não é mais desta conta');
  await expect(holder.claims.filter({ hasText: key })).toContainText(
    'a chave foi para o Banco 002',
  );
  await holder.pages.open('/');
  await expect(holder.claimNotice).toHaveCount(0);
  await holder.pages.open('/keys');
  await expect(holder.claimNotice).toHaveCount(0);
  await expect(holder.pages.keys.filter({ hasText: key })).toHaveCount(0);

  await claimant.pages.open('/claims');
  await expect(claimant.claims.filter({ hasText: key })).toContainText('a chave é sua');
  await claimant.pages.open('/keys');
  await expect(claimant.pages.keys.filter({ hasText: key })).toHaveCount(1);
  await payer.review({ key, amount: '1,00', message: 'depois' });
  await expect(payer.main).toContainText('CTD');
});

test('a holder keeps a key that is claimed, and cannot remove it before answering', async ({
  visit,
  mark,
  cents,
}) => {
  const { holder, claimant, key } = await claimed(visit, `fica.${mark}`, cents(623_456_700));
  await holder.remove(key);
  await expect(holder.pages.alert).toContainText(/pedido de portabilidade/);
  await holder.refuse(key);
  await expect(holder.pages.main).toContainText('a chave continua com você');
  await holder.pages.open('/keys');
  await expect(holder.pages.keys.filter({ hasText: key })).toHaveCount(1);
  await claimant.pages.open('/claims');
  await expect(claimant.claims.filter({ hasText: key })).toContainText('Recusado');
});

test('whoever asked for a key gives the claim up', async ({ visit, mark, cents }) => {
  const { holder, claimant, key } = await claimed(visit, `desiste.${mark}`, cents(723_456_700));
  await claimant.cancel(key);
  await expect(claimant.pages.main).toContainText('Você desistiu do pedido');
  await holder.pages.open('/');
  await expect(holder.claimNotice).toHaveCount(0);
  await holder.pages.open('/keys');
  await expect(holder.claimNotice).toHaveCount(0);
  await holder.pages.open('/claims');
  await expect(holder.claims.filter({ hasText: key })).toContainText('Quem pediu desistiu');
});
