import { describe, expect, test } from 'vitest';
import { pppReadings } from './ppp-readings';

const session = (name: string, uptime = '1m') => ({ name, uptime });
const link = (name: string, bytes: number) => ({
  ...{ '.id': `*${bytes}`, name: `<pppoe-${name}>` },
  ...{ 'rx-byte': '0', 'tx-byte': String(bytes), 'last-link-up-time': 'jan/02/2030 10:00:00' },
});
const read = (
  sessions: Parameters<typeof pppReadings>[0],
  links: Parameters<typeof pppReadings>[1],
) =>
  pppReadings(sessions, links).map(({ login, downBytes, uptimeSeconds }) => [
    login,
    Number(downBytes),
    uptimeSeconds,
  ]);

describe('the counters of PPPoE sessions', () => {
  test('are read once for each session of a login, with the session’s own uptime', () => {
    const sessions = [session('anna', '2m'), session('ben'), session('anna', '5s')];
    const links = [link('anna', 1), link('ben', 2), link('anna-1', 3)];
    expect(read(sessions, links)).toEqual([
      ['anna', 1, 120],
      ['anna', 3, 5],
      ['ben', 2, 60],
    ]);
  });

  test('are all read where the router gives every session the same name', () => {
    const sessions = [session('anna'), session('anna')];
    expect(read(sessions, [link('anna', 1), link('anna', 2)])).toHaveLength(2);
  });

  test('are still read when the first session has ended and the numbered one runs on', () => {
    expect(read([session('anna')], [link('anna-1', 3)])).toEqual([['anna', 3, 60]]);
  });

  test('of a login that looks like a numbered one are its own', () => {
    const sessions = [session('anna'), session('anna-1')];
    expect(read(sessions, [link('anna', 1), link('anna-1', 2)])).toEqual([
      ['anna', 1, 60],
      ['anna-1', 2, 60],
    ]);
  });

  test('of a second session are its own, although another login has its number', () => {
    const sessions = [session('anna'), session('anna'), session('anna-1', '5s')];
    const links = [link('anna', 1), link('anna-1', 20), link('anna-1-1', 300)];
    expect(read(sessions, links)).toEqual([
      ['anna', 1, 60],
      ['anna', 20, 60],
      ['anna-1', 300, 5],
    ]);
  });

  test('are no more than the sessions, so that an ended one is nobody’s', () => {
    const ended = [link('anna', 1), link('anna-1', 2), link('ben', 3)];
    expect(read([session('anna')], ended)).toEqual([['anna', 1, 60]]);
  });
});
