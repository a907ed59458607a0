import { setTimeout as sleep } from 'node:timers/promises';

/** Counts how many calls are under way at once, per key and in all. */
export function gauge() {
  const now = new Map<string, number>();
  const peak = new Map<string, number>();
  const order: string[] = [];
  return {
    peak,
    order,
    async hold(key: string, ms = 60): Promise<void> {
      for (const name of [key, '*']) {
        now.set(name, (now.get(name) ?? 0) + 1);
        peak.set(name, Math.max(peak.get(name) ?? 0, now.get(name) ?? 0));
      }
      order.push(key);
      await sleep(ms);
      for (const name of [key, '*']) now.set(name, (now.get(name) ?? 0) - 1);
    },
  };
}
