import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition holds and returns the milliseconds elapsed since `since` (default: since the call). */
export async function waitFor(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { withinMs = 90_000, everyMs = 15, since = performance.now() } = {},
): Promise<number> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    if (await holds()) return performance.now() - since;
    await sleep(everyMs);
  }
  throw new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`);
}

export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
