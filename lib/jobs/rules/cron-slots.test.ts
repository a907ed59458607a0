import { expect, test } from 'vitest';
import { latestSlot, nextSlot } from './cron-slots';

const iso = (date: Date | null) => date?.toISOString() ?? null;

test.each([
  ['* * * * *', '2030-01-01T00:00:30Z', '2030-01-01T00:01:00.000Z'],
  ['*/15 * * * *', '2030-01-01T00:15:00Z', '2030-01-01T00:30:00.000Z'],
  ['@daily', '2030-01-01T05:00:00Z', '2030-01-02T00:00:00.000Z'],
  ['TZ=Europe/London 0 3 * * *', '2030-07-01T00:00:00Z', '2030-07-01T02:00:00.000Z'],
  ['CRON_TZ=Asia/Kathmandu 0 0 * * *', '2030-01-01T12:00:00Z', '2030-01-01T18:15:00.000Z'],
  ['0 0 30 2 *', '2030-01-01T00:00:00Z', null],
])('%s after %s ticks next at %s', (cron, after, next) => {
  expect(iso(nextSlot(cron, new Date(after)))).toBe(next);
});

/** Every tick in a span around a DST change. */
function ticks(cron: string, from: string, until: string): string[] {
  const found: string[] = [];
  const end = new Date(until);
  for (let at = nextSlot(cron, new Date(from)); at && at < end; at = nextSlot(cron, at)) {
    found.push(at.toISOString());
  }
  return found;
}

test('the daily tick of a skipped hour still runs, and the others keep their hour', () => {
  // 31 March 2030: 02:00 becomes 03:00 in Berlin.
  expect(ticks('TZ=Europe/Berlin 30 2 * * *', '2030-03-30T00:00Z', '2030-04-02T00:00Z')).toEqual([
    '2030-03-30T01:30:00.000Z',
    '2030-03-31T01:30:00.000Z',
    '2030-04-01T00:30:00.000Z',
  ]);
});

test('the daily tick of a repeated hour runs once', () => {
  // 27 October 2030: 03:00 becomes 02:00 in Berlin.
  const found = ticks('TZ=Europe/Berlin 30 2 * * *', '2030-10-26T00:00Z', '2030-10-29T00:00Z');
  expect(found).toHaveLength(3);
});

test.each([
  ['now on the tick itself', '2030-01-01T00:10:00Z', '2030-01-01T00:10:00.000Z'],
  ['a second before the next one', '2030-01-01T00:10:59Z', '2030-01-01T00:10:00.000Z'],
  ['only the first one was missed', '2030-01-01T00:01:20Z', '2030-01-01T00:01:00.000Z'],
])('missed ticks collapse into the latest one: %s', (_, now, slot) => {
  const firstMissed = new Date('2030-01-01T00:01:00Z');
  expect(iso(latestSlot('* * * * *', firstMissed, new Date(now)))).toBe(slot);
});
