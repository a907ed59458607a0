import { describe, expect, test } from 'vitest';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  anAddress,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
} from './support';

describe.each(personalities)('on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const one = { kind: 'synced', confirmed: 1, failed: 0, more: false };

  test('a hotspot service is served, walled in and cut', async () => {
    const { poolId } = await aPool(router.id);
    const { serviceId, login } = await aService(router.id, {
      accessMethod: 'hotspot',
      ipv4Mode: 'dynamic',
      ipv4PoolId: poolId,
    });
    expect(await sync()).toMatchObject(one);
    router.sim.plugIn({ kind: 'hotspot', login, password: PASSWORD, mac: 'AA:BB:CC:00:01:01' });
    expect(router.sim.served(login)).toBe('served');
    await hold(serviceId, 'no_credit');
    expect(await sync()).toMatchObject(one);
    expect(router.sim.served(login)).toBe('garden');
    await lift(serviceId);
    await hold(serviceId, 'staff_disabled');
    expect(await sync()).toMatchObject(one);
    expect(router.sim.served(login)).toBe('cut');
    expect(router.sim.rows('ip/hotspot/cookie')).toEqual([]);
    await lift(serviceId);
    await changeService(serviceId, { archivedAt: new Date(0) });
    expect(await sync()).toMatchObject(one);
    expect(router.sim.rows('ip/hotspot/user')).toEqual([]);
  });

  test('the port is behind the tag, and follows a change without ending a session', async () => {
    const { poolId } = await aPool(router.id);
    const { serviceId, login } = await aService(router.id, {
      ...{ ipv4Mode: 'dynamic', ipv4PoolId: poolId, portId: 'OLT-3/1/7' },
    });
    await sync();
    const mark = () => router.sim.rows('ppp/secret')[0]?.['comment'];
    expect(mark()).toBe(`isp:${serviceId} port=OLT-3/1/7`);
    router.sim.dial(login, PASSWORD, 'AA:BB:CC:00:01:07');
    const [before] = router.sim.rows('ppp/active');
    router.sim.run('/ppp/secret/set', { '.id': login, comment: `${mark()} call first` });
    await changeService(serviceId, { portId: 'OLT-3/1/8' });
    expect(await sync()).toMatchObject(one);
    expect(mark()).toBe(`isp:${serviceId} port=OLT-3/1/8 call first`);
    expect(router.sim.rows('ppp/active')[0]?.['.id']).toBe(before?.['.id']);
  });

  test('a fixed address with a known device gets lease, queue and list rows', async () => {
    const address = anAddress();
    const mac = 'aa:bb:cc:00:02:02';
    const { serviceId } = await aService(router.id, {
      accessMethod: 'static',
      login: null,
      ipv4Mode: 'permanent',
      ipv4Address: address,
      macAddresses: [mac],
    });
    expect(await sync()).toMatchObject(one);
    expect(router.sim.rows('queue/simple')).toMatchObject([
      { name: `isp-${serviceId}`, target: `${address}/32`, 'max-limit': '10000000/50000000' },
    ]);
    expect(router.sim.rows('ip/dhcp-server/lease')).toMatchObject([
      { address, 'mac-address': mac.toUpperCase() },
    ]);
    await hold(serviceId, 'no_credit');
    expect(await sync()).toMatchObject(one);
    expect(router.sim.rows('ip/firewall/address-list')).toMatchObject([
      { list: 'isp-stopped', address, comment: `isp:${serviceId}` },
    ]);
    await lift(serviceId);
    await hold(serviceId, 'data_cap');
    expect(await sync()).toMatchObject(one);
    expect(router.sim.rows('ip/firewall/address-list')).toMatchObject([{ list: 'isp-disabled' }]);
    await lift(serviceId);
    await changeService(serviceId, { macAddresses: ['AA:BB:CC:00:02:03'] });
    expect(await sync()).toMatchObject(one);
    expect(router.sim.rows('ip/firewall/address-list')).toEqual([]);
    expect(router.sim.rows('ip/dhcp-server/lease')).toMatchObject([
      { address, 'mac-address': 'AA:BB:CC:00:02:03' },
    ]);
  });
});
