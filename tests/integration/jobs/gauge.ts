/**
 * Counts concurrent calls, per key and in total. Calls wait until `together` of them are running, so that a test need
 * not guess how long that takes.
 */
export function gauge(together: number) {
  const now = new Map<string, number>();
  const peak = new Map<string, number>();
  let done = 0;
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  return {
    peak,
    done: () => done,
    async hold(key: string): Promise<void> {
      for (const name of [key, '*']) {
        now.set(name, (now.get(name) ?? 0) + 1);
        peak.set(name, Math.max(peak.get(name) ?? 0, now.get(name) ?? 0));
      }
      if ((now.get('*') ?? 0) >= together) meet();
      await met;
      // Gives a call that may run concurrently the time to start.
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const name of [key, '*']) now.set(name, (now.get(name) ?? 0) - 1);
      done++;
    },
  };
}
