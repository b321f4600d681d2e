import { existsSync, readFileSync } from 'node:fs';
import { until } from './until';

/** Whether a process runs; one that ended and waits for its parent to notice does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return true;
  try {
    // "pid (name) state ...": the name may hold anything, so look behind its last bracket.
    return !readFileSync(stat, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Waits until none of these processes runs; after the deadline kills the rest and says which. */
export async function allGone(pids: number[], deadline_ms: number): Promise<void> {
  try {
    await until('all processes ended', deadline_ms, () => !pids.some(isRunning));
  } catch {
    const left = pids.filter(isRunning);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    throw new Error(
      `still running ${deadline_ms / 1000} s after SIGTERM, killed: ${left.join(', ')}`,
    );
  }
}
