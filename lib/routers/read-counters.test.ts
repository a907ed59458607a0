import { describe, expect, it } from 'vitest';
import type { RouterConnection, RouterRow } from './driver';
import { readCounters } from './read-counters';

/** A router that returns these rows for each menu. */
function answering(menus: Record<string, RouterRow[]>): RouterConnection {
  const print = async (menu: string) => menus[menu] ?? [];
  return { print } as unknown as RouterConnection;
}

const link = (over: RouterRow = {}): RouterRow => ({
  '.id': '*F00001',
  name: '<pppoe-anna>',
  'rx-byte': '10',
  'tx-byte': '200',
  'last-link-up-time': 'jan/02/2030 10:00:00',
  ...over,
});
const session: RouterRow = { name: 'anna', 'session-id': '0x81', uptime: '1m5s' };
const readOf = async (menus: Parameters<typeof answering>[0]) => readCounters(answering(menus));

describe('the counters of a router', () => {
  it('are named after the counting row, not after the list that was read with it', async () => {
    const keyOf = async (active: RouterRow, row: RouterRow) => {
      const { readings } = await readOf({ '/ppp/active': [active], '/interface': [row] });
      return readings[0]?.sessionKey;
    };
    const first = await keyOf(session, link());
    expect(await keyOf({ ...session, 'session-id': '0x82' }, link())).toBe(first);
    expect(await keyOf(session, link({ '.id': '*F00002' }))).not.toBe(first);
    expect(await keyOf(session, link({ 'last-link-up-time': 'jan/02/2030 10:05:00' }))).not.toBe(
      first,
    );
  });

  it('have no uptime when the reply has none, so that a reboot is never assumed', async () => {
    const uptimes = ['5d3h', '0s', '', 'nonsense'];
    const read = await Promise.all(
      uptimes.map((uptime) => readOf({ '/system/resource': [{ uptime }] })),
    );
    expect(read.map(({ routerUptimeSeconds }) => routerUptimeSeconds)).toEqual([
      442_800,
      null,
      null,
      null,
    ]);
    expect((await readOf({})).routerUptimeSeconds).toBeNull();
  });

  it('include the router’s identity', async () => {
    const { device } = await readOf({
      '/system/resource': [{ uptime: '1d', version: '7.23 (stable)', 'board-name': 'CHR' }],
      '/system/identity': [{ name: 'tower-1' }],
    });
    expect(device).toEqual({ identity: 'tower-1', version: '7.23 (stable)', board: 'CHR' });
  });
});
