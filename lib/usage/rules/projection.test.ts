import { describe, expect, it } from 'vitest';
import { projectionOf } from './projection';

const since = new Date('2026-11-01T00:00:00Z');
const day = (count: number) => new Date(since.getTime() + count * 86_400_000);
const facts = { since, asOf: day(10), until: day(30), usedBytes: 10n, leftBytes: 40n };

describe('the projection of used data', () => {
  it('says what remains when the pace is slow enough', () => {
    expect(projectionOf(facts)).toEqual({ kind: 'lasts', leftBytes: 20n });
  });

  it('says when the data ends, and how early', () => {
    const decision = projectionOf({ ...facts, usedBytes: 25n, leftBytes: 25n });
    expect(decision).toEqual({ kind: 'runs-out', at: day(20), earlySeconds: 10 * 86_400 });
  });

  it('says nothing from a few hours, or without time left', () => {
    expect(projectionOf({ ...facts, asOf: day(0.2) })).toEqual({ kind: 'unknown' });
    expect(projectionOf({ ...facts, asOf: day(30) })).toEqual({ kind: 'unknown' });
  });

  it('expects data nobody uses to last', () => {
    expect(projectionOf({ ...facts, usedBytes: 0n })).toEqual({ kind: 'lasts', leftBytes: 40n });
  });

  it('says when it is used up', () => {
    expect(projectionOf({ ...facts, leftBytes: 0n })).toEqual({ kind: 'used-up' });
  });
});
