import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, countedBytes, decideCap, drawDown, leftIn, leftInAll } from './buckets';

const bucket = (id: number, granted: bigint, expiresInDays: number, used = 0n): Bucket => ({
  id,
  grantedBytes: granted,
  usedBytes: used,
  expiresAt: new Date(Date.UTC(2026, 2, 1 + expiresInDays)),
});

const anyBuckets = fc
  .array(
    fc.record({
      grantedBytes: fc.bigInt({ min: 1n, max: 1_000n }),
      usedBytes: fc.bigInt({ min: 0n, max: 1_200n }),
      days: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((row, id) => bucket(id, row.grantedBytes, row.days, row.usedBytes)));

describe('drawing down allocations', () => {
  it('uses the earliest expiry first', () => {
    const draw = drawDown([bucket(1, 100n, 30), bucket(2, 50n, 7)], 60n);
    expect(draw).toEqual({
      draws: [
        { id: 2, bytes: 50n },
        { id: 1, bytes: 10n },
      ],
      undrawnBytes: 0n,
    });
  });

  it('uses the older of two with the same expiry', () => {
    expect(drawDown([bucket(9, 10n, 7), bucket(3, 10n, 7)], 5n).draws).toEqual([
      { id: 3, bytes: 5n },
    ]);
  });

  it('charges usage beyond the last bucket to that bucket', () => {
    expect(drawDown([bucket(1, 100n, 7), bucket(2, 50n, 30)], 170n).draws).toEqual([
      { id: 1, bytes: 100n },
      { id: 2, bytes: 70n },
    ]);
  });

  it('draws exactly the counted bytes, whatever the buckets', () => {
    fc.assert(
      fc.property(anyBuckets, fc.bigInt({ min: 0n, max: 5_000n }), (buckets, bytes) => {
        const { draws, undrawnBytes } = drawDown(buckets, bytes);
        const drawn = draws.reduce((sum, draw) => sum + draw.bytes, 0n);
        expect(drawn + undrawnBytes).toBe(bytes);
        expect(draws.every((draw) => draw.bytes > 0n)).toBe(true);
        expect(undrawnBytes === 0n || buckets.length === 0).toBe(true);
      }),
    );
  });

  it('overdraws a bucket only when all others are empty', () => {
    fc.assert(
      fc.property(anyBuckets, fc.bigInt({ min: 0n, max: 5_000n }), (buckets, bytes) => {
        const drawn = new Map(drawDown(buckets, bytes).draws.map((draw) => [draw.id, draw.bytes]));
        const overdrawn = buckets.filter((row) => (drawn.get(row.id) ?? 0n) > leftIn(row));
        const after = buckets.map((row) => ({
          ...row,
          usedBytes: row.usedBytes + (drawn.get(row.id) ?? 0n),
        }));
        expect(overdrawn.length <= 1).toBe(true);
        expect(overdrawn.length === 0 || leftInAll(after) === 0n).toBe(true);
        const before = leftInAll(buckets);
        expect(leftInAll(after)).toBe(before > bytes ? before - bytes : 0n);
      }),
    );
  });

  it('counts the direction set by the plan', () => {
    const usage = { downBytes: 7n, upBytes: 2n };
    expect(countedBytes(usage, 'down')).toBe(7n);
    expect(countedBytes(usage, 'up')).toBe(2n);
    expect(countedBytes(usage, 'both')).toBe(9n);
  });
});

describe('the data cap', () => {
  const state = {
    action: 'block' as const,
    leftBytes: 0n,
    isBlocked: false,
    isThrottled: false,
    isRenewalDue: false,
  };

  it('cuts or throttles a service without data, as the plan says, once', () => {
    expect(decideCap(state)).toBe('block');
    expect(decideCap({ ...state, isBlocked: true })).toBe('none');
    expect(decideCap({ ...state, action: 'slow' })).toBe('slow');
    expect(decideCap({ ...state, action: 'slow', isThrottled: true })).toBe('none');
  });

  it('does nothing while a byte is left', () => {
    expect(decideCap({ ...state, leftBytes: 1n })).toBe('none');
  });

  it('waits for a renewal that is due', () => {
    expect(decideCap({ ...state, isRenewalDue: true })).toBe('none');
  });

  it('restores a service when it has data again or no limit any more', () => {
    expect(decideCap({ ...state, isBlocked: true, leftBytes: 1n })).toBe('restore');
    expect(decideCap({ ...state, isThrottled: true, leftBytes: 1n })).toBe('restore');
    expect(decideCap({ ...state, isBlocked: true, action: null })).toBe('restore');
  });
});
