import type postgres from 'postgres';
import { mikrotikDriver } from '@/lib/routers/mikrotik/mikrotik-driver';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { type BenchContext, type Figure, figure, interleave, timed } from '../harness';
import { addRouter, type BenchRouters } from './routers';
import { createPool, createServices, PASSWORD, resumeServices, stopServices } from './world';

const SERVICES = Number(process.env['BENCH_SERVICES'] ?? 10_000);
const STOPPED = Math.min(1_000, SERVICES / 10);

const job = () => ({ actor: { kind: 'system', job: 'bench' } as const, now: new Date() });

type PushWorld = { sql: postgres.Sql; routers: BenchRouters; versionId: number };

/** Pushes to one large router: the first, one without changes, and many stops at once. */
export async function measurePushes(world: PushWorld, context: BenchContext): Promise<Figure[]> {
  const { sql, routers } = world;
  const [port = 0, barePort = 0] = routers.ports;
  const routerId = await addRouter('large', port);
  await createPool(sql, routerId, 100);
  const bulk = { routerId, versionId: world.versionId, count: SERVICES, isConfirmed: false };
  await createServices(sql, bulk);
  await sql`vacuum analyze`;
  const first = await timed(() => drain(routerId));
  context.say(`first push of ${SERVICES}: ${Math.round(first)} ms`);
  const bare = await connectBare(barePort);
  const bareAdds = await timed(() => bare.add(SERVICES));
  const rounds = await interleave(
    {
      unchanged: () => timed(() => compareUnchanged(routerId)),
      print: () => timed(bare.print),
      stop: async () => {
        await stopServices(sql, routerId, STOPPED);
        const took = await timed(() => drain(routerId));
        await resumeServices(sql, routerId);
        await drain(routerId);
        return took;
      },
      sets: () => timed(() => bare.set(STOPPED)),
    },
    context.repeats,
  );
  await bare.close();
  return [
    figure({
      name: 'first_push_10k',
      value: first,
      unit: 'ms',
      floor: bareAdds,
      workload: `${SERVICES} new PPPoE services of one router; floor: the same number of adds alone, 16 in flight`,
    }),
    figure({
      name: 'reconcile_unchanged_10k',
      value: rounds.unchanged.median,
      unit: 'ms',
      floor: rounds.print.median,
      workload: `${SERVICES} services, nothing to write; floor: one print of the same rows and columns`,
    }),
    figure({
      name: 'stop_1000',
      value: rounds.stop.median,
      unit: 'ms',
      floor: rounds.sets.median,
      workload: `${STOPPED} of ${SERVICES} services of one router stopped at once, until confirmed; floor: as many sets alone, 16 in flight`,
    }),
  ];
}

/** Does what `sync-router` does: round after round until nothing is due. */
async function drain(routerId: number): Promise<void> {
  for (let more = true; more; ) {
    const result = await syncRouter(job(), { routerId });
    if (result.kind === 'unreachable' || (result.kind === 'synced' && result.failed > 0)) {
      throw new Error(`the push ended with ${JSON.stringify(result)}`);
    }
    more = result.kind === 'synced' && result.more;
  }
}

async function compareUnchanged(routerId: number): Promise<void> {
  const result = await reconcileRouter(job(), { routerId, isRepairing: true });
  if (result.kind !== 'reconciled' || result.found.length > 0) {
    throw new Error(`the reconcile found ${JSON.stringify(result).slice(0, 300)}`);
  }
}

/** The bare driver on a separate router, with rows as wide as the product's. */
async function connectBare(port: number) {
  const connection = await mikrotikDriver.connect({
    address: '127.0.0.1',
    port,
    username: 'netpurse',
    password: 'router-secret',
    tls: null,
  });
  const ids: string[] = [];
  const fields = ['.id', 'name', 'service', 'password', 'profile', 'caller-id', 'remote-address'];
  const row = (index: number) => ({
    name: `bare-${index}`,
    password: PASSWORD,
    service: 'pppoe',
    comment: `isp:${index}`,
    disabled: 'no',
  });
  return {
    add: async (count: number) => {
      const added = Array.from({ length: count }, (_, i) => connection.add('/ppp/secret', row(i)));
      ids.push(...(await Promise.all(added)));
    },
    print: () =>
      connection.print('/ppp/secret', { fields: [...fields, 'routes', 'disabled', 'comment'] }),
    set: (count: number) =>
      Promise.all(
        ids.slice(0, count).map((id) => connection.set('/ppp/secret', id, { disabled: 'no' })),
      ),
    close: () => connection.close(),
  };
}
