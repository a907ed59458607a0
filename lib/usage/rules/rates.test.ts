import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { last, later, left, line, MEGABIT, poll, reading, t0 } from '@/tests/support/readings';
import { countDelta, type SessionReading } from './count-delta';
import type { PollFacts } from './poll-time';
import type { LineRates } from './rates';

describe('bytes that flowed while the line was faster than it is now', () => {
  /** The bytes a line at `rate` carries in the five minutes between two polls. */
  const flowed = (rate: bigint, seconds = 300n) =>
    reading({ downBytes: 4_000n + (rate * seconds) / 8n });
  const changed = later(290);
  const cases: [string, LineRates, SessionReading, Partial<PollFacts>, 'counted' | 'doubtful'][] = [
    [
      'downgrade',
      line(2n * MEGABIT, [left(100n * MEGABIT, changed)]),
      flowed(100n * MEGABIT),
      {},
      'counted',
    ],
    [
      'downgrade before the last poll',
      line(2n * MEGABIT, [left(100n * MEGABIT, t0)]),
      flowed(100n * MEGABIT),
      {},
      'doubtful',
    ],
    [
      'downgrade the router has not confirmed',
      line(2n * MEGABIT, [left(100n * MEGABIT, null)]),
      flowed(100n * MEGABIT),
      {},
      'counted',
    ],
    [
      'upgrade',
      line(100n * MEGABIT, [left(2n * MEGABIT, changed)]),
      flowed(100n * MEGABIT),
      {},
      'counted',
    ],
    [
      'up and down again',
      line(2n * MEGABIT, [left(100n * MEGABIT, later(200)), left(10n * MEGABIT, later(250))]),
      flowed(100n * MEGABIT),
      {},
      'counted',
    ],
    ["operator's own profile", line(null), flowed(500n * MEGABIT), {}, 'counted'],
    [
      "operator's own profile, left",
      line(2n * MEGABIT, [left(null, changed)]),
      flowed(500n * MEGABIT),
      {},
      'counted',
    ],
    [
      "more than any line carries, on the operator's own profile",
      line(null),
      flowed(21_000n * MEGABIT),
      {},
      'doubtful',
    ],
    [
      'router away for three hours',
      line(10n * MEGABIT),
      flowed(10n * MEGABIT, 10_800n),
      { polledAt: later(10_800), lastPolledAt: t0 },
      'counted',
    ],
    [
      'router away, downgraded meanwhile',
      line(MEGABIT, [left(10n * MEGABIT, later(9_000))]),
      flowed(10n * MEGABIT, 10_800n),
      { polledAt: later(10_800), lastPolledAt: t0 },
      'counted',
    ],
  ];

  it.each(cases)('are judged by the rate in force at the time: %s', (...row) => {
    const [, rates, now, over, kind] = row;
    expect(countDelta(now, [last()], poll(over), rates).kind).toBe(kind);
  });

  it('are counted in full whenever and however terms change', () => {
    const rate = fc.bigInt({ min: 64_000n, max: 1_000n * MEGABIT });
    const changes = fc.array(
      fc.record({ rate, until: fc.option(fc.integer({ min: 1, max: 10_800 })) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(rate, changes, fc.integer({ min: 10, max: 10_800 }), (present, past, seconds) => {
        const rates = line(
          present,
          past.map((one) => left(one.rate, one.until === null ? null : later(one.until))),
        );
        const most = [present, ...past.map((one) => one.rate)].reduce((a, b) => (a > b ? a : b));
        const now = flowed(most, BigInt(seconds));
        const facts = poll({ polledAt: later(seconds), lastPolledAt: t0 });
        expect(countDelta(now, [last()], facts, rates)).toMatchObject({ kind: 'counted' });
      }),
    );
  });
});
