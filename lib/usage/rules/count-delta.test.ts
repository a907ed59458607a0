import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRate, last, later, line, MEGABIT, poll, reading, t0 } from '@/tests/support/readings';
import { countDelta } from './count-delta';

describe('the difference between two polls', () => {
  it('is what the same session counted since the last poll', () => {
    const delta = countDelta(reading(), [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 1_000n, upBytes: 200n });
  });

  it('is the whole count of a session that started since the last poll', () => {
    const now = reading({ sessionKey: 'b', uptimeSeconds: 120 });
    const delta = countDelta(now, [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 5_000n, upBytes: 500n });
  });

  it('is only the new count when the counters were reset', () => {
    const now = reading({ downBytes: 100n, upBytes: 10n });
    const delta = countDelta(now, [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 100n, upBytes: 10n });
  });

  it('treats both directions as reset when one of them fell', () => {
    const now = reading({ downBytes: 9_000n, upBytes: 10n });
    const delta = countDelta(now, [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 9_000n, upBytes: 10n });
  });

  it('starts at zero after a reboot, even if the new count is already higher', () => {
    const rebooted = poll({ routerUptimeSeconds: 90 });
    const delta = countDelta(reading({ uptimeSeconds: 60 }), [last()], rebooted, anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 5_000n, upBytes: 500n });
  });

  it('spans missed polls while the session lives', () => {
    const after = poll({ polledAt: later(7_200), lastPolledAt: t0 });
    const delta = countDelta(reading(), [last()], after, anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 1_000n, upBytes: 200n });
  });
});

describe('counters of unknown age', () => {
  it('book nothing at the first look at a router', () => {
    const first = poll({ lastPolledAt: null });
    expect(countDelta(reading(), [], first, anyRate)).toEqual({ kind: 'baseline' });
  });

  it('book nothing for a counter that outlives sessions at the first look at its router', () => {
    const now = reading({ uptimeSeconds: null });
    expect(countDelta(now, [], poll({ lastPolledAt: null }), anyRate)).toEqual({
      kind: 'baseline',
    });
  });

  it('do not include a counter missing from the last poll, because it is new', () => {
    const now = reading({ uptimeSeconds: null });
    expect(countDelta(now, [], poll(), anyRate)).toEqual({
      kind: 'counted',
      downBytes: 5_000n,
      upBytes: 500n,
    });
  });

  it('book nothing for a kind that earlier polls of the router did not read', () => {
    const now = reading({ kind: 'lease', uptimeSeconds: null, endsAtReboot: true });
    const facts = poll({ lastKinds: ['ppp', 'hotspot', 'queue'] });
    expect(countDelta(now, [], facts, anyRate)).toEqual({ kind: 'baseline' });
    expect(countDelta(now, [last()], facts, anyRate)).toMatchObject({ downBytes: 1_000n });
    expect(countDelta(now, [], poll(), anyRate)).toMatchObject({ downBytes: 5_000n });
  });

  it('start at zero with the router if they live in its memory, though no session ends', () => {
    const now = reading({ uptimeSeconds: null, endsAtReboot: true });
    const rebooted = poll({ routerUptimeSeconds: 90 });
    expect(countDelta(now, [last()], rebooted, anyRate)).toMatchObject({ downBytes: 5_000n });
    const kept = reading({ uptimeSeconds: null });
    expect(countDelta(kept, [last()], rebooted, anyRate)).toMatchObject({ downBytes: 1_000n });
  });

  it('are doubtful for an old session that appears for the first time', () => {
    const now = reading({ sessionKey: 'b', uptimeSeconds: 90_000 });
    expect(countDelta(now, [], poll(), anyRate)).toEqual({
      ...{ kind: 'doubtful', reason: 'unknown_start', downBytes: 5_000n, upBytes: 500n },
      ...{ fromAt: null, bound: null },
    });
  });

  it('continue from the old counters when only the name of a running session changed', () => {
    const now = reading({ sessionKey: 'b', uptimeSeconds: 90_000 });
    const delta = countDelta(now, [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 1_000n, upBytes: 200n });
  });
});

describe('counters that wrap or jump', () => {
  it('are counted across 2^32 when the counter has 32 bits', () => {
    const before = last({ downBytes: 2n ** 32n - 1_000n, upBytes: 300n });
    const now = reading({ downBytes: 500n, upBytes: 400n, counterBits: 32 });
    const delta = countDelta(now, [before], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 1_500n, upBytes: 100n });
  });

  it('are treated as reset when a 32-bit counter falls from its lower half', () => {
    const now = reading({ downBytes: 500n, upBytes: 400n, counterBits: 32 });
    const delta = countDelta(now, [last()], poll(), anyRate);
    expect(delta).toEqual({ kind: 'counted', downBytes: 500n, upBytes: 400n });
  });

  it('are doubtful beyond twice the capacity of the line, and only beyond', () => {
    const most = 4_000n + 300n * 1_000n * 2n;
    const at = (downBytes: bigint) =>
      countDelta(reading({ downBytes }), [last()], poll(), line(8_000n));
    expect(at(most).kind).toBe('counted');
    expect(at(most + 1n)).toEqual({
      ...{ kind: 'doubtful', reason: 'too_fast', fromAt: t0, downBytes: most + 1n - 4_000n },
      ...{ upBytes: 200n, bound: { downBytes: 600_000n, upBytes: 600_000n } },
    });
  });

  it('are doubtful when a session that replaced another shows the old bytes', () => {
    const now = reading({ sessionKey: 'b', uptimeSeconds: 2, downBytes: 5_000_000_000n });
    expect(countDelta(now, [last()], poll(), line(100n * MEGABIT)).kind).toBe('doubtful');
  });
});

describe('the difference between any two polls', () => {
  it('is never negative and never more than the router has counted', () => {
    const counter = fc.bigInt({ min: 0n, max: 2n ** 40n });
    fc.assert(
      fc.property(
        fc.record({ downBytes: counter, upBytes: counter }),
        fc.record({ downBytes: counter, upBytes: counter }),
        fc.constantFrom('a', 'b'),
        fc.option(fc.integer({ min: 0, max: 100_000 })),
        fc.integer({ min: 0, max: 100_000 }),
        (before, after, sessionKey, uptimeSeconds, routerUptimeSeconds) => {
          const now = { ...after, kind: 'ppp' as const, sessionKey, uptimeSeconds };
          const facts = poll({ routerUptimeSeconds });
          const delta = countDelta(now, [last(before)], facts, anyRate);
          if (delta.kind === 'baseline') return;
          expect(delta.downBytes >= 0n && delta.downBytes <= after.downBytes).toBe(true);
          expect(delta.upBytes >= 0n && delta.upBytes <= after.upBytes).toBe(true);
        },
      ),
    );
  });

  it('adds up to the session’s count, however often it is polled', () => {
    const steps = fc.array(fc.bigInt({ min: 0n, max: 10_000_000n }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(steps, (flows) => {
        let seen = last({ downBytes: 0n, upBytes: 0n });
        let booked = 0n;
        for (const [i, flow] of flows.entries()) {
          const polledAt = later((i + 1) * 300);
          const facts = poll({ polledAt, lastPolledAt: later(i * 300) });
          const now = reading({ downBytes: seen.downBytes + flow, upBytes: 0n });
          const delta = countDelta(now, [seen], facts, anyRate);
          booked += delta.kind === 'counted' ? delta.downBytes : 0n;
          seen = { ...now, polledAt };
        }
        expect(booked).toBe(flows.reduce((sum, flow) => sum + flow, 0n));
      }),
    );
  });
});
