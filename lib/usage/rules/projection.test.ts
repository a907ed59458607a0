import { describe, expect, it } from 'vitest';
import { projectionOf } from './projection';

const since = new Date('2026-11-01T00:00:00Z');
const day = (count: number) => new Date(since.getTime() + count * 86_400_000);
const facts = { since, asOf: day(10), until: day(30), usedBytes: 10n, leftBytes: 40n };

describe('the projection of used data', () => {
  it('reports the remaining data when the pace is slow enough', () => {
    expect(projectionOf(facts)).toEqual({ kind: 'lasts', leftBytes: 20n });
  });

  it('reports when the data ends, and how early', () => {
    const decision = projectionOf({ ...facts, usedBytes: 25n, leftBytes: 25n });
    expect(decision).toEqual({ kind: 'runs-out', at: day(20), earlySeconds: 10 * 86_400 });
  });

  it('reports nothing after only a few hours, or without time left', () => {
    expect(projectionOf({ ...facts, asOf: day(0.2) })).toEqual({ kind: 'unknown' });
    expect(projectionOf({ ...facts, asOf: day(30) })).toEqual({ kind: 'unknown' });
  });

  it('expects unused data to last', () => {
    expect(projectionOf({ ...facts, usedBytes: 0n })).toEqual({ kind: 'lasts', leftBytes: 40n });
  });

  it('reports when the data is used up', () => {
    expect(projectionOf({ ...facts, leftBytes: 0n })).toEqual({ kind: 'used-up' });
  });
});
