import { describe, expect, test } from 'vitest';
import { hostileJson, ordinaryJson, quickest } from '@/tests/support/security/hostile-json';
import { isHeavyJson } from './is-heavy-json';

const heavy = (text: string) => isHeavyJson(Buffer.from(text));

// Each parses the largest possible bodies several times.
describe('a body of JSON', { timeout: 180_000 }, () => {
  test('is light whatever its strings contain, and however long they are', () => {
    expect(isHeavyJson(ordinaryJson(5_000_000))).toBe(false);
    expect(heavy(JSON.stringify({ note: `${'["\\'.repeat(300)}\\\\` }))).toBe(false);
    expect(heavy(JSON.stringify({ 'key ]]}} "': [1, { a: 'x' }], 'ключ €': 0.1 }))).toBe(false);
    expect(heavy('')).toBe(false);
  });

  test('is light up to the limits of our own calls, and heavy beyond', () => {
    const deep = (count: number) => '['.repeat(count) + ']'.repeat(count);
    expect([heavy(deep(100)), heavy(deep(101))]).toEqual([false, true]);
    const wide = (count: number) => `[${'1,'.repeat(count)}1]`;
    expect([heavy(wide(19_999)), heavy(wide(20_000))]).toEqual([false, true]);
  });

  test('does not end a string at an escaped quote, nor start one inside it', () => {
    expect(heavy(`["\\"",${'['.repeat(201)}`)).toBe(true);
    expect(heavy(`["\\\\",${'['.repeat(201)}`)).toBe(true);
    expect(heavy(`"\\"${'['.repeat(201)}`)).toBe(false);
  });

  test.each(Object.entries(hostileJson(2_000_000)))(
    'of %s is refused in less than a fifth of the time parsing it would take',
    async (_kind, body) => {
      expect(isHeavyJson(body)).toBe(true);
      const text = body.toString();
      const parsed = await quickest(() => {
        try {
          JSON.parse(text);
        } catch {
          // One of them is unterminated.
        }
      });
      expect(await quickest(() => isHeavyJson(body))).toBeLessThan(parsed / 5);
    },
  );
});
