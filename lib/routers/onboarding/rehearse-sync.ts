import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import { getRouter, type Router } from '../lookups/routers';
import { listConfirmedPools } from '../pool-store';
import type { Change } from '../rules/plan-changes';
import { planPools } from '../rules/pools';
import { sessionsToCut } from '../rules/sessions';
import { type AppliedRow, toAppliedRow } from '../rules/undo';
import { isUnavailable, withRouter } from '../with-router';
import { type ReadPlan, readPlan } from './read-plan';
import { saveProgress } from './setup-store';

export const RehearseSync = z.object({ routerId: z.number().int().positive() });
export type RehearseSync = z.infer<typeof RehearseSync>;

/** Number of lines shown; the counts cover all of them. */
const LINES_SHOWN = 200;

/** The planned change of one row; `conflict` leaves it alone until staff decide. */
export type RehearsedRow =
  | AppliedRow
  | {
      kind: 'conflict';
      /** Null for a pool. */
      serviceId: number | null;
      menu: string;
      key: string;
    }
  | {
      kind: 'shared';
      serviceId: null;
      menu: string;
      key: string;
    };

export type RehearsedKind = RehearsedRow['kind'];

export type Rehearsal =
  | { kind: 'unavailable'; failure: RouterFailure; detail: string }
  | {
      kind: 'rehearsed';
      services: number;
      /** Services that lack a login, a password or an address, for which nothing is pushed. */
      incomplete: number;
      /** Services that are pushed, although the plan's own profile is missing or gives them no address. */
      unserved: number;
      /** Running sessions that would end. */
      sessionsCut: number;
      counts: Record<RehearsedKind, number>;
      lines: readonly RehearsedRow[];
    };

/**
 * Rehearses the first sync without a write: reads the router, plans like the sync, and reports the changes row by row
 * and the sessions that would end. No line contains a password.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function rehearseSync(ctx: Ctx, input: RehearseSync): Promise<Rehearsal> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = RehearseSync.parse(input);
  const router = await getRouter(ctx, routerId);
  const seen = await withRouter(router, (connection) => rehearse(ctx, router, connection));
  if (isUnavailable(seen)) return seen;
  const { prepared, lines, sessionsCut } = seen;
  const counts = { added: 0, changed: 0, adopted: 0, removed: 0, conflict: 0, shared: 0 };
  for (const { kind } of lines) counts[kind] += 1;
  await inTransaction(ctx, async (tctx) => {
    await saveProgress(tctx, routerId, { rehearsedAt: ctx.now });
    await recordAudit(tctx, {
      action: 'router.rehearse',
      subject: { kind: 'router', id: routerId },
      after: counts,
    });
  });
  const lacking = prepared.filter(({ missing }) => missing !== null);
  return {
    kind: 'rehearsed',
    services: prepared.length,
    incomplete: lacking.filter(({ rows }) => rows.length === 0).length,
    unserved: lacking.filter(({ rows }) => rows.length > 0).length,
    sessionsCut,
    counts,
    // Lines that need attention come first.
    lines: lines.toSorted((a, b) => rank(a) - rank(b)).slice(0, LINES_SHOWN),
  };
}

const ranks: readonly RehearsedKind[] = [
  'conflict',
  'removed',
  'adopted',
  'changed',
  'shared',
  'added',
];

function rank({ kind }: RehearsedRow): number {
  return ranks.indexOf(kind);
}

async function rehearse(ctx: Ctx, router: Router, connection: RouterConnection) {
  const plan = await readPlan(connection, { ctx, router, adoptsAll: false });
  const confirmed = await listConfirmedPools(ctx, router.id);
  const steps = planPools(
    plan.pools,
    confirmed,
    plan.actual.filter(({ menu }) => menu === '/ip/pool'),
  );
  const pools = plan.pools.flatMap(({ name: key }, index): RehearsedRow[] => {
    const kind = steps[index]?.change.kind ?? 'none';
    if (kind === 'none') return [];
    const menu = '/ip/pool';
    return kind === 'conflict' ? [{ kind, serviceId: null, menu, key }] : [sharedRow(menu, key)];
  });
  return {
    prepared: plan.prepared,
    sessionsCut: await countCuts(plan, connection),
    // Pools are planned separately; the plan lists them again as prerequisites of profiles.
    lines: [...pools, ...plan.changes.filter((change) => !isAboutPool(change)).map(toLine)],
  };
}

function isAboutPool(change: Change): boolean {
  return change.kind !== 'remove' && change.row.menu === '/ip/pool';
}

function toLine(change: Change): RehearsedRow {
  const applied = toAppliedRow(change);
  if (applied !== null) return applied;
  const place = change.kind === 'remove' ? change : change.row;
  return change.kind === 'conflict'
    ? { kind: 'conflict', serviceId: change.serviceId, menu: place.menu, key: place.key }
    : sharedRow(place.menu, place.key);
}

function sharedRow(menu: string, key: string): RehearsedRow {
  return { kind: 'shared', serviceId: null, menu, key };
}

/** Counts the running sessions of logins that the sync would cut. */
async function countCuts(plan: ReadPlan, connection: RouterConnection): Promise<number> {
  const changesOf = new Map<number | null, Change[]>();
  for (const change of plan.changes) {
    const own = changesOf.get(change.serviceId);
    if (own === undefined) changesOf.set(change.serviceId, [change]);
    else own.push(change);
  }
  const cuts = plan.inputs.flatMap((input) => {
    const changes = changesOf.get(input.serviceId) ?? [];
    const isBlocked = changes.some(({ kind }) => kind === 'conflict');
    return isBlocked ? [] : sessionsToCut({ ...input, changes });
  });
  const doomed = new Set(cuts.map(({ service, login }) => `${service} ${login}`));
  if (doomed.size === 0) return 0;
  const [ppp, hotspot] = await Promise.all([
    connection.print('/ppp/active', { fields: ['name'] }),
    connection.print('/ip/hotspot/active', { fields: ['user'] }),
  ]);
  const running = [
    ...ppp.map((row) => `ppp ${row['name'] ?? ''}`),
    ...hotspot.map((row) => `hotspot ${row['user'] ?? ''}`),
  ];
  return running.filter((one) => doomed.has(one)).length;
}
