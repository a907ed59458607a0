import { describe, expect, it } from 'vitest';
import { last, later, line, MEGABIT, poll, reading, t0 } from '@/tests/support/readings';
import { countDelta } from './count-delta';
import { isAlreadyBooked, isReadingBooked, type PollFacts } from './poll-time';

describe('a clock that was set back', () => {
  const aDay = 86_400;
  const back = (over: Partial<PollFacts> = {}) =>
    poll({
      ...{ polledAt: later(300), lastPolledAt: later(aDay) },
      ...{ routerUptimeSeconds: 1_000_300, lastRouterUptimeSeconds: 1_000_000, ...over },
    });
  const before = last({ polledAt: later(aDay) });
  const flowed = (seconds: bigint) =>
    reading({ downBytes: 4_000n + (10n * MEGABIT * seconds) / 8n });

  it('is distinguished from a late poll by the router’s uptime', () => {
    expect(isAlreadyBooked(back())).toBe(false);
    expect(isAlreadyBooked(back({ routerUptimeSeconds: 1_000_000 - aDay + 300 }))).toBe(false);
    const late = poll({ polledAt: later(300), lastPolledAt: later(400) });
    const then = { routerUptimeSeconds: 999_900, lastRouterUptimeSeconds: 1_000_000 };
    expect(isAlreadyBooked({ ...late, ...then })).toBe(true);
    expect(isAlreadyBooked({ ...late, routerUptimeSeconds: null })).toBe(true);
    expect(isAlreadyBooked(back({ lastRouterUptimeSeconds: null }))).toBe(false);
  });

  it('loses no bytes, and doubts only more than the router had time for', () => {
    const kind = (seconds: bigint) =>
      countDelta(flowed(seconds), [before], back(), line(10n * MEGABIT)).kind;
    expect(kind(300n)).toBe('counted');
    expect(kind(601n)).toBe('doubtful');
  });

  it('keeps a read before a cut booked exactly once', () => {
    const cutAt = later(250);
    const facts = poll({
      ...{ polledAt: later(240), lastPolledAt: t0 },
      ...{ routerUptimeSeconds: 1_000_240, lastRouterUptimeSeconds: 1_000_000 },
    });
    expect(isReadingBooked(cutAt, facts)).toBe(true);
    expect(isReadingBooked(later(230), facts)).toBe(false);
    expect(isReadingBooked(later(aDay), back())).toBe(false);
  });
});
