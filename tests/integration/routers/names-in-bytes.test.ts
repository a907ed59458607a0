import { describe, expect, test } from 'vitest';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { kickSession } from '@/lib/routers/kick-session';
import { pollRouter } from '@/lib/routers/poll-router';
import { requestKick } from '@/lib/routers/request-kick';
import { syncRouter } from '@/lib/routers/sync-router';
import { textOf } from '@/stand-ins/routeros/codec';
import {
  aPool,
  aRouter,
  aService,
  hold,
  job,
  PASSWORD,
  personalities,
  staff,
  stateOf,
} from './support';

const menus = {
  pppoe: { rows: 'ppp/secret', active: 'ppp/active' },
  hotspot: { rows: 'ip/hotspot/user', active: 'ip/hotspot/active' },
} as const;

/** Names that a service can have, and the bytes a tool wrote for them on the router. */
const names = [
  ['Muñoz', 'latin1', 'pppoe'],
  ['Muñoz', 'latin1', 'hotspot'],
  ['José', 'latin1', 'pppoe'],
  ['Müller', 'latin1', 'pppoe'],
  ['Müller', 'utf8', 'pppoe'],
  ['Đặng Žluť 李', 'utf8', 'pppoe'],
  ['Đặng Žluť 李', 'utf8', 'hotspot'],
] as const;

const cases = personalities.flatMap((personality) =>
  names.map(([name, encoding, access]) => ({ personality, access, name, encoding })),
);

/** Makes logins unique to one service. */
let logins = 0;

describe.each(cases)(
  '$name in $encoding, $access on RouterOS $personality',
  ({ personality, access, name, encoding }) => {
    const router = aRouter({ personality });
    const sync = () => syncRouter(job(), { routerId: router.id });
    const named = (...of: string[]) =>
      router.sim.rows(menus[access].rows).filter((row) => of.includes(row['name'] ?? ''));
    const sessions = () => router.sim.rows(menus[access].active).length;

    async function onlineService() {
      logins += 1;
      const login = `${name} ${logins}`;
      const kept = textOf(Buffer.from(login, encoding));
      const { poolId } = await aPool(router.id);
      const dynamic = { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
      const service = await aService(router.id, { ...dynamic, login, accessMethod: access });
      const row = { name: kept, password: PASSWORD, comment: 'words of before' };
      router.sim.run(`/${menus[access].rows}/add`, row);
      await sync();
      await approveAdoption(staff(), { routerId: router.id, serviceId: service.serviceId });
      expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0 });
      await pollRouter(job(), { routerId: router.id });
      const cpe = { login: kept, password: PASSWORD, mac: 'AA:BB:CC:00:0A:01' };
      const kind = access === 'pppoe' ? 'ppp' : 'hotspot';
      router.sim.plugIn({ ...cpe, kind, redial: 'never' });
      expect(sessions()).toBe(1);
      return { ...service, kept };
    }

    test('is adopted as the existing row, and never added a second time', async () => {
      const { serviceId, login, kept } = await onlineService();
      const comment = `isp:${serviceId} words of before`;
      expect(named(login, kept)).toMatchObject([{ name: kept, comment }]);
    });

    test('is offline once its stop is confirmed', async () => {
      const { serviceId, kept } = await onlineService();
      await hold(serviceId, 'staff_disabled');
      expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0 });
      expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null });
      expect(named(kept)).toMatchObject([{ disabled: 'true' }]);
      expect(sessions()).toBe(0);
    });

    test('has its session ended when staff ask for it', async () => {
      const { serviceId } = await onlineService();
      router.sim.advance(60_000);
      const asked = staff();
      await requestKick(asked, { serviceId });
      const kick = { routerId: router.id, serviceId, askedAt: asked.now };
      expect(await kickSession(job(), kick)).toMatchObject({ kind: 'kicked', sessions: 1 });
    });
  },
);
