import { syncRouter } from '@/lib/routers/sync-router';
import {
  aPlan,
  aRouter,
  aService,
  job,
  PASSWORD,
  type personalities,
  type ServiceOverrides,
} from './support';

export const MAC = 'AA:BB:CC:00:04:01';
const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 512_000n };

/** A router with the operator's own pool, and a service on a plan that uses the operator's own profile. */
export function anOwnProfile(
  personality: (typeof personalities)[number],
  method: 'pppoe' | 'hotspot',
) {
  const router = aRouter({ personality });
  const menu = method === 'pppoe' ? 'ppp/profile' : 'ip/hotspot/user/profile';
  const sync = () => syncRouter(job(), { routerId: router.id });
  const profiles = (name: string) => router.sim.rows(menu).filter((row) => row['name'] === name);
  const online = (login: string) => {
    const active = method === 'pppoe' ? 'ppp/active' : 'ip/hotspot/active';
    const rows = router.sim.rows(active).filter((row) => Object.values(row).includes(login));
    const address = rows[0]?.['address'];
    const lists = router.sim.rows('ip/firewall/address-list');
    const queues = router.sim.rows('queue/simple');
    return {
      address,
      lists: lists.filter((row) => row['address'] === address).map((row) => row['list']),
      limits: queues.map((row) => row['max-limit']),
    };
  };
  async function start(profile: Record<string, string>, overrides: ServiceOverrides = {}) {
    router.sim.run('/ip/pool/add', { name: 'own-pool', ranges: '10.77.0.10-10.77.0.99' });
    router.sim.run(`/${menu}/add`, { name: 'own', 'rate-limit': '7M/70M', ...profile });
    const plan = await aPlan({ routerProfile: 'own', ...slow });
    const service = await aService(router.id, { plan, accessMethod: method, ...overrides });
    await sync();
    const kind = method === 'pppoe' ? 'ppp' : 'hotspot';
    router.sim.plugIn({ kind, login: service.login, password: PASSWORD, mac: MAC });
    return service;
  }
  return { router, menu, sync, profiles, online, start };
}
