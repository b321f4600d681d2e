import { expect, test } from './fixtures';
import type { BoardPage } from './page';

const ZERO = /^0$/;

/** Nothing was lost, nothing doubled; the books of an audit that is younger than this call. */
async function nothingIsLost(board: BoardPage): Promise<void> {
  await expect(board.figure('lost')).toHaveText(ZERO);
  await expect(board.figure('doubled')).toHaveText(ZERO);
}

test('every plug is pulled under load, and nothing is lost or doubled', async ({ board }) => {
  // Each of four programs and three databases is away for a while and comes back.
  test.setTimeout(240_000);
  await board.setLoad(10);
  await board.grows('completed', 5);

  for (const part of ['codepix', 'bank002', 'bank001', 'broker']) {
    await test.step(`${part} is killed and started again`, async () => {
      await board.press(part, 'kill');
      await board.looks(part, 'down');
      // The customers of a bank that is there go on sending.
      await board.grows('accepted', 5);
      await nothingIsLost(board);
      await board.press(part, 'restart');
      await board.looks(part, 'ready');
    });
  }

  await test.step('CTD is frozen and thawed', async () => {
    await board.press('bank002', 'freeze');
    await board.looks('bank002', 'frozen');
    await board.grows('accepted', 5);
    await board.press('bank002', 'thaw');
    await board.looks('bank002', 'ready');
  });

  for (const database of ['bank001-database', 'codepix-database', 'bank002-database']) {
    await test.step(`${database} is frozen and thawed`, async () => {
      await board.press(database, 'freeze');
      await board.looks(database, 'frozen');
      await expect(board.verdict).toContainText('congelado');
      // Of two banks one goes on writing, whichever database stands still.
      await board.grows('accepted', 5);
      await nothingIsLost(board);
      await board.press(database, 'thaw');
      await board.looks(database, 'ready');
    });
  }

  await test.step('the broker forgets everything', async () => {
    await board.press('broker', 'wipe');
    await expect(board.log).toContainText('O broker esqueceu todas as mensagens');
    await board.looks('broker', 'ready');
  });

  await board.setLoad(0);
  const accepted = await board.count('accepted');
  await expect(board.figure('open')).toHaveText(ZERO, { timeout: 30_000 });
  // The audit has seen at least what the banks had accepted.
  await expect.poll(() => board.count('transfers')).toBeGreaterThanOrEqual(accepted);
  await expect(board.figure('open')).toHaveText(ZERO);
  await nothingIsLost(board);
  await expect(board.figure('parked')).toHaveText(ZERO);
  await expect(board.figure('money')).toHaveText(/^R\$\s4\.000,00$/);
  await expect.poll(() => board.count('completed')).toBe(await board.count('accepted'));
});
