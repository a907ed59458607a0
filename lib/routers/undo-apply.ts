import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import { markUndone } from './apply-store';
import type { RouterConnection } from './driver';
import { endLeftAsIs, leaveAsIs } from './left-as-is-store';
import { isAtVersion, loadServices, type ServiceOnRouter } from './lookups/desired';
import { findUndoable, getRouter, type Router, type RouterApply } from './lookups/routers';
import { type UndoneRow, undoRows } from './push/undo-rows';
import type { KeptReason } from './rules/undo';
import { serveWaiting } from './serve-waiting';
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
 * Restores what the last repair or adoption wrote, as far as it does not decide who is online, with which address and
 * how fast. Passwords and running sessions stay too. The services then stay that way until something about them changes
 * or staff ask for a sync (docs/decisions/0018-undo-on-routers.md). If the router is lost half-way, the same apply can
 * be undone again, and the rest follows.
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
  const undone = { restored: 0, kept: [] as UndoneRow[], isComplete: false };
  const result = await workOnRouter(
    router,
    (connection) => undoNow({ ctx, router, connection, apply }, undone),
    { waitMs: WAITS_MS },
  );
  if (undone.isComplete || undone.restored > 0) await auditUndo(ctx, routerId, undone);
  if (isBusy(result)) return refuse('conflict', 'router_is_busy');
  if (isUnavailable(result)) return { kind: 'unreachable', failure: result.failure };
  const kept = undone.kept.flatMap(({ menu, key, kept: reason }) =>
    reason === null ? [] : [{ menu, key, reason }],
  );
  return { kind: 'undone', restored: undone.restored, kept };
}

/** Progress, kept outside because the router may disconnect in the middle. */
type Progress = { restored: number; kept: UndoneRow[]; isComplete: boolean };

type Undo = { ctx: Ctx; router: Router; connection: RouterConnection; apply: RouterApply };

/**
 * A service that is due or has changed since the row was written is left to its own push, because the old values are
 * not the desired ones. Nothing is restored for a service that is no longer on this router, because its address or
 * login may belong to another service now. Each service is marked before its first row is written and while the lease
 * is held, because the next comparison or look would repair the restored rows.
 */
async function undoNow({ ctx, router, connection, apply }: Undo, progress: Progress) {
  const { at: appliedAt, rows } = apply;
  const routerId = router.id;
  const startedAt = performance.now();
  const ids = [...new Set(rows.map(({ serviceId }) => serviceId))];
  const loaded = await loadServices(ctx, routerId, ids);
  const versions = new Map(loaded.map(({ service }) => [service.serviceId, service.version]));
  const open = new Set(loaded.filter(isOpen).map(({ service }) => service.serviceId));
  // Left as they are by an undo that was cut off half-way.
  const begun = new Set(loaded.filter(isLeft).map(({ service }) => service.serviceId));
  const marked = new Map<number, MarkedService>();
  const undone = await undoRows(connection, rows, {
    serveWaiting: () => serveWaiting({ ctx, router, connection, startedAt }),
    mayUndo: async ({ serviceId, version: written }) => {
      const version = versions.get(serviceId);
      const isSame = version !== undefined && written === String(version);
      return isSame && !open.has(serviceId) && isAtVersion(ctx, serviceId, version);
    },
    onBegin: async ({ serviceId }) => {
      const version = versions.get(serviceId);
      if (version === undefined || begun.has(serviceId) || marked.has(serviceId)) return;
      marked.set(serviceId, { serviceId, version });
      await inTransaction(ctx, (tctx) => leaveAsIs(tctx, routerId, [{ serviceId, version }]));
    },
    onRestored: async ({ serviceId, menu, key }) => {
      progress.restored += 1;
      const version = versions.get(serviceId) ?? 0n;
      const push = { routerId, serviceId, version, at: ctx.now, changes: [`undo ${menu} ${key}`] };
      const outcome = { outcome: 'failed', failure: 'left_as_is' } as const;
      await inTransaction(ctx, (tctx) => appendPushes(tctx, [{ ...push, ...outcome }]));
    },
  });
  progress.kept = undone.filter(({ kept }) => kept !== null);
  progress.isComplete = true;
  const restored = new Set(undone.flatMap((row) => (row.isRestored ? [row.serviceId] : [])));
  const inVain = [...marked.values()].filter(({ serviceId }) => !restored.has(serviceId));
  await inTransaction(ctx, async (tctx) => {
    await endLeftAsIs(tctx, routerId, inVain);
    if (inVain.length > 0) await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    await markUndone(tctx, routerId, appliedAt);
  });
}

type MarkedService = { serviceId: number; version: bigint };

function isLeft({ failure }: ServiceOnRouter): boolean {
  return failure === 'left_as_is';
}

function isOpen(loaded: ServiceOnRouter): boolean {
  const { service, appliedVersion } = loaded;
  return !service.isHere || (appliedVersion < service.version && !isLeft(loaded));
}

function auditUndo(ctx: Ctx, routerId: number, { restored, kept }: Progress): Promise<void> {
  return inTransaction(ctx, (tctx) =>
    recordAudit(tctx, {
      action: 'router.undo',
      subject: { kind: 'router', id: routerId },
      after: { restored, kept: kept.length },
    }),
  );
}
