const HOUR_MS = 3_600_000;

/**
 * Stretches of time in Berlin: across the spring clock change, after three days without a server, across the autumn
 * one.
 */
const stretches = [
  ['2026-03-27T12:00:00Z', '2026-03-31T12:00:00Z'],
  ['2026-04-03T12:00:00Z', '2026-04-05T12:00:00Z'],
  ['2026-10-23T12:00:00Z', '2026-10-27T12:00:00Z'],
] as const;

export const beginning = new Date(stretches[0][0]);
/** Later than every clock, including those that were a day ahead. */
export const ending = new Date('2026-10-29T12:00:00Z');

/** The moment at this share of a run; some clocks are an hour behind, some a day ahead. */
export function momentAt(share: number, chance: number): Date {
  const spans = stretches.map(([from, to]) => [Date.parse(from), Date.parse(to)] as const);
  let left = share * spans.reduce((sum, [from, to]) => sum + to - from, 0);
  for (const [from, to] of spans) {
    if (left < to - from) return new Date(from + left + wrongBy(chance));
    left -= to - from;
  }
  return new Date(spans.at(-1)?.[1] ?? 0);
}

function wrongBy(chance: number): number {
  if (chance < 0.1) return -HOUR_MS;
  return chance < 0.15 ? 24 * HOUR_MS : 0;
}
