import { describe, expect, test } from 'vitest';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { anOwnProfile } from './own-profile-world';
import { aPlan, aService, hold, job, personalities, staff } from './support';

const confirmedOne = { kind: 'synced', confirmed: 1, failed: 0 };
const gold = { 'remote-address': 'own-pool', 'dns-server': '10.77.0.1' };

describe.each(personalities)('a managed profile on RouterOS %s', (version) => {
  const { router, sync, profiles, start } = anOwnProfile(version, 'pppoe');

  test('follows the operator’s changes also if one service on it is left as it is', async () => {
    const plan = await aPlan({ routerProfile: 'own' });
    const first = await start(gold, { plan });
    const second = await aService(router.id, { plan });
    for (const { serviceId } of [first, second]) await hold(serviceId, 'no_credit');
    await sync();
    const poll = () => readRouterCounters(job(), router.id);
    await poll();
    const comment = `isp:${first.serviceId} port=7`;
    router.sim.run('/ppp/secret/set', { '.id': first.login, comment });
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(await undoApply(staff(), { routerId: router.id })).toMatchObject({ restored: 1 });
    expect(await sync()).toEqual({ kind: 'clean' });
    router.sim.run('/ppp/profile/set', { '.id': 'own', 'dns-server': '10.77.0.53' });
    await poll();
    expect(await sync()).toMatchObject(confirmedOne);
    const secret = router.sim.rows('ppp/secret').find((row) => row['name'] === second.login);
    expect(profiles(secret?.['profile'] ?? '')).toMatchObject([{ 'dns-server': '10.77.0.53' }]);
  });
});
