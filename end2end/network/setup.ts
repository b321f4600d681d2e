import { Devnet, keepData, type Network } from './devnet';
import { customers, openingCents } from './seeds';
import { until } from './until';
import { Visitor } from './visitor';

const SETTLE_MS = 15_000;

/** A third bank, of a colour that none of the others has. */
const THIRD = ['--bank', '003:NOVO:#7c3aed:0'];

/** Starts one network for the whole run; what it returns ends it. */
export default async function setup(): Promise<() => Promise<void>> {
  const devnet = await Devnet.start(THIRD);
  process.env['NETWORK_DATA'] = devnet.data;
  return async () => {
    try {
      await moneyIsAllThere(devnet.network);
    } catch (error) {
      keepData(devnet.data);
      throw error;
    } finally {
      await devnet.stop();
    }
  };
}

/** Whatever the tests did: no money came to be, and none was lost. */
async function moneyIsAllThere(network: Network): Promise<void> {
  const visitors = await Promise.all(customers.map((each) => Visitor.signedIn(network, each)));
  const expected = openingCents * customers.length;
  await until(`the four balances add up to ${expected} centavos`, SETTLE_MS, async () => {
    const balances = await Promise.all(visitors.map((each) => each.balance()));
    return balances.reduce((sum, cents) => sum + cents, 0) === expected;
  });
}
