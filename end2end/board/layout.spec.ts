import { expect, test } from './fixtures';

test('the board fits the width of the screen, and every switch fits a finger', async ({
  board,
}) => {
  await expect(board.part('bank001')).toHaveAttribute('data-look', 'ready');
  expect(await board.spareWidth()).toBeGreaterThanOrEqual(0);
  for (const button of await board.page.getByRole('button').all()) {
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
});

test('a plug is pulled and put back with a form alone', async ({ board }) => {
  await board.press('broker', 'freeze');
  await board.looks('broker', 'frozen');
  await board.press('broker', 'thaw');
  await board.looks('broker', 'ready');
  await board.press('bank001-database', 'freeze');
  await board.looks('bank001-database', 'frozen');
  await board.press('bank001-database', 'thaw');
  await board.looks('bank001-database', 'ready');
});

test('the board speaks English to whoever asks for it', async ({ board }) => {
  await board.page.getByRole('link', { name: 'English' }).click();
  await expect(board.page.getByRole('heading', { level: 1 })).toContainText('Fault board');
  await expect(board.plug('codepix', 'kill')).toHaveText('Kill');
  await expect(board.plug('bank001-database', 'freeze')).toHaveAccessibleName(
    "Freeze: BBX's database",
  );
});

test('another page on the web cannot pull a plug', async ({ board, url }) => {
  const headers = { origin: 'http://elsewhere.example' };
  const answer = await board.page.request.post(`${url}/parts/codepix/kill`, { headers });
  expect(answer.status()).toBe(403);
  expect(answer.headers()['content-type']).toBe('application/problem+json');
  await expect(board.part('codepix')).toHaveAttribute('data-look', 'ready');
});
