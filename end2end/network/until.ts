import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;

/** Asks until the answer is neither undefined nor false; fails, saying `what`, when time is up. */
export async function until<T>(
  what: string,
  deadline_ms: number,
  ask: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + deadline_ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer as Exclude<T, undefined | false>;
    }
    if (Date.now() > end) throw new Error(`not within ${deadline_ms / 1000} s: ${what}`);
    await pause(POLL_MS);
  }
}

/** Looks at a promise again and again for a time; `look` throws as soon as it is broken. */
export async function holds(duration_ms: number, look: () => void): Promise<void> {
  const end = Date.now() + duration_ms;
  while (Date.now() < end) {
    look();
    await pause(POLL_MS);
  }
}
