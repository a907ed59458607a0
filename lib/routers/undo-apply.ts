import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import { markUndone } from './apply-store';
import type { RouterConnection } from './driver';
import { isAtVersion, loadServices, type ServiceOnRouter } from './lookups/desired';
import { findUndoable, getRouter, type Router, type RouterApply } from './lookups/routers';
import { type UndoneRow, undoRows } from './push/undo-rows';
import type { KeptReason } from './rules/undo';
import { serveWaiting } from './serve-waiting';
import { leaveAsIs } from './state-store';
import { appendPushes } from './store';
import { isUnavailable } from './with-router';
import { isBusy, workOnRouter } from './work-on-router';

/** Staff wait for the page. */
const WAITS_MS = 10_000;

export const UndoApply = z.object({ routerId: z.number().int().positive() });
export type UndoApply = z.infer<typeof UndoApply>;

export type UndoResult =
  | { kind: 'unreachable'; failure: RouterFailure }
  | {
      kind: 'undone';
      restored: number;
      /** Rows that stay, wholly or in part, with the reason. */
      kept: readonly { menu: string; key: string; reason: KeptReason }[];
    };

/**
 * Restores the rows that the last repair or adoption wrote. Passwords are never stored, so they stay, as do running
 * sessions and whatever decides who is online. The services then stay that way until something about them changes or staff ask for a sync
 * (docs/decisions/0018-undo-on-routers.md).
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when there is nothing to undo | `conflict` while
 *   another process writes to the router
 */
export async function undoApply(ctx: Ctx, input: UndoApply): Promise<UndoResult> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = UndoApply.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') refuse('invalid-state', 'router_is_off');
  const apply = await findUndoable(ctx, routerId);
  if (apply === undefined) return refuse('invalid-state', 'router_nothing_to_undo');
  const result = await undoNow(ctx, router, apply);
  if (isBusy(result)) return refuse('conflict', 'router_is_busy');
  if (isUnavailable(result)) return { kind: 'unreachable', failure: result.failure };
  return { kind: 'undone', ...result };
}

/** By service, as loaded before the undo. */
type Versions = ReadonlyMap<number, bigint>;

/**
 * A service that is due or has changed since the row was written is left to its own push, because the old values are
 * not the desired ones. Nothing is restored for a service that is no longer on this router, because its address or
 * login may belong to another service now.
 */
function undoNow(ctx: Ctx, router: Router, { at: appliedAt, rows }: RouterApply) {
  const ids = [...new Set(rows.map(({ serviceId }) => serviceId))];
  const startedAt = performance.now();
  const work = async (connection: RouterConnection) => {
    const loaded = await loadServices(ctx, router.id, ids);
    const versions = new Map(loaded.map(({ service }) => [service.serviceId, service.version]));
    const open = new Set(loaded.filter(isOpen).map(({ service }) => service.serviceId));
    const undone = await undoRows(connection, rows, {
      serveWaiting: () => serveWaiting({ ctx, router, connection, startedAt }),
      mayUndo: async ({ serviceId, version: written }) => {
        const version = versions.get(serviceId);
        const isSame = version !== undefined && written === String(version);
        return isSame && !open.has(serviceId) && isAtVersion(ctx, serviceId, version);
      },
    });
    const restored = undone.filter((row) => row.isRestored);
    const kept = undone.flatMap(({ menu, key, kept: reason }) =>
      reason === null ? [] : [{ menu, key, reason }],
    );
    const outcome = { routerId: router.id, appliedAt, versions, restored, keptCount: kept.length };
    // While the lease is held, because a look would take restored rows for missing ones.
    await record(ctx, outcome);
    return { restored: restored.length, kept };
  };
  return workOnRouter(router, work, { waitMs: WAITS_MS });
}

function isOpen({ service, appliedVersion }: ServiceOnRouter): boolean {
  return !service.isHere || appliedVersion < service.version;
}

type Undone = {
  routerId: number;
  appliedAt: Date;
  versions: Versions;
  restored: readonly UndoneRow[];
  keptCount: number;
};

async function record(ctx: Ctx, undone: Undone): Promise<void> {
  const { routerId, appliedAt, versions, restored, keptCount } = undone;
  const ids = [...new Set(restored.map(({ serviceId }) => serviceId))];
  await inTransaction(ctx, async (tctx) => {
    await markUndone(tctx, routerId, appliedAt);
    // Not the current versions, because a later change must still be pushed to the router.
    const services = ids.flatMap((serviceId) => {
      const version = versions.get(serviceId);
      return version === undefined ? [] : [{ serviceId, version }];
    });
    await leaveAsIs(tctx, routerId, services);
    await appendPushes(
      tctx,
      services.map(({ serviceId, version }) => ({
        ...{ routerId, serviceId, version, at: tctx.now },
        outcome: 'failed' as const,
        failure: 'left_as_is' as const,
        changes: restored
          .filter((row) => row.serviceId === serviceId)
          .map((row) => `undo ${row.menu} ${row.key}`),
      })),
    );
    await recordAudit(tctx, {
      action: 'router.undo',
      subject: { kind: 'router', id: routerId },
      after: { restored: restored.length, kept: keptCount },
    });
  });
}
