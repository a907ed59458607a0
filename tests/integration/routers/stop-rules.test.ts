import { describe, expect, test } from 'vitest';
import { changeRouter } from '@/lib/routers/change-router';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { listRoutersWithoutStopRules } from '@/lib/screens/admin/overview';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { listServices } from '@/lib/screens/admin/services';
import { aRouter, aService, hold, job, personalities, routerRow, staff } from './support';

describe.each(personalities)(
  'the rules that hold stopped customers, RouterOS %s',
  (personality) => {
    const router = aRouter({ personality });
    const look = () => readRouterCounters(job(), router.id);
    const scriptDone = async () =>
      (await getRouterSetup(staff(), router.id)).steps.find(({ step }) => step === 'script')
        ?.isDone;
    const rulesSeen = async () => (await getRouterDetail(staff(), router.id)).stopRules;

    function runScript() {
      const block = { chain: 'forward', action: 'reject', 'src-address-list': 'isp-stopped' };
      const menus = personality === '6.49' ? ['ip'] : ['ip', 'ipv6'];
      for (const menu of menus) router.sim.run(`/${menu}/firewall/filter/add`, block);
    }

    async function onList(serviceId: number) {
      const { rows } = await listServices(staff(), { routerIds: [router.id] });
      return rows.find((row) => row.serviceId === serviceId)?.push;
    }

    async function aStoppedService() {
      const { serviceId } = await aService(router.id);
      await hold(serviceId, 'no_credit');
      await syncRouter(job(), { routerId: router.id });
      return serviceId;
    }

    test.each([
      ['swapped for an empty one', () => router.sim.swap('OTHER000009')],
      ['reset', () => router.sim.reset()],
    ] as const)('are missed at the next look at a router that was %s', async (_what, replace) => {
      runScript();
      await testRouterConnection(staff(), { routerId: router.id });
      const serviceId = await aStoppedService();
      expect(await rulesSeen()).toBe('in_place');
      expect(await scriptDone()).toBe(true);
      expect((await findServiceCard(staff(), serviceId))?.push).toMatchObject({
        isStopOpen: false,
      });
      expect(await onList(serviceId)).toBe('confirmed');
      replace();
      await look();
      await syncRouter(job(), { routerId: router.id });
      expect(await rulesSeen()).toBe('missing');
      expect(await scriptDone()).toBe(false);
      expect((await findServiceCard(staff(), serviceId))?.push).toMatchObject({
        isConfirmed: true,
        isStopOpen: true,
      });
      expect(await onList(serviceId)).toBe('not_stopped');
      runScript();
      await testRouterConnection(staff(), { routerId: router.id });
      expect(await scriptDone()).toBe(true);
      expect((await findServiceCard(staff(), serviceId))?.push).toMatchObject({
        isStopOpen: false,
      });
      expect(await onList(serviceId)).toBe('confirmed');
    });

    test('are not taken as checked on a router at a new address', async () => {
      runScript();
      await testRouterConnection(staff(), { routerId: router.id });
      const { name, port, username } = await routerRow(router.id);
      await changeRouter(staff(), {
        ...{ routerId: router.id, name, siteId: null, host: 'localhost', port, useTls: false },
        ...{ username, password: router.sim.password, pppLocalAddress: '10.255.0.1', isOff: false },
        accessMethods: ['pppoe', 'hotspot', 'static'],
      });
      expect(await rulesSeen()).toBeNull();
      expect(await scriptDone()).toBe(false);
    });

    test('close the step again as soon as a look sees them', async () => {
      await testRouterConnection(staff(), { routerId: router.id });
      expect(await scriptDone()).toBe(false);
      runScript();
      await look();
      expect(await scriptDone()).toBe(true);
    });

    test('leave a stop open on a router that never ran the script, and nothing else', async () => {
      const stopped = await aStoppedService();
      const running = await aService(router.id);
      await syncRouter(job(), { routerId: router.id });
      await look();
      expect(await onList(stopped)).toBe('not_stopped');
      expect(await onList(running.serviceId)).toBe('confirmed');
      const concerns = await listRoutersWithoutStopRules(staff());
      expect(concerns).toContainEqual(expect.objectContaining({ routerId: router.id, stopped: 1 }));
      runScript();
      await look();
      const left = await listRoutersWithoutStopRules(staff());
      expect(left.map(({ routerId }) => routerId)).not.toContain(router.id);
    });

    test('cost a look one read of each filter, with the rules of our list alone', async () => {
      await aService(router.id);
      await syncRouter(job(), { routerId: router.id });
      router.sim.clearTranscript();
      await look();
      const reads = router.sim
        .transcript()
        .filter(
          ({ direction, words }) =>
            direction === 'in' && words[0]?.includes('firewall/filter/print'),
        );
      expect(reads).toHaveLength(2);
      for (const { words } of reads) expect(words).toContain('?src-address-list=isp-stopped');
    });
  },
);
