import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import { routers, serviceRouterStates } from '@/db/schema/routers';
import { inTransaction, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { fingerprint } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { loadServices } from './lookups/desired';

const BATCH = 500;

/**
 * Recomputes the fingerprints of pushed passwords with the newest encryption key; otherwise every password would look
 * as if it had never been pushed. Skips a fingerprint that matches under no key, because it is of another password.
 * Returns the number replaced.
 * @throws DomainError `forbidden`
 */
export async function renewFingerprints(ctx: Ctx): Promise<number> {
  requireStaffOrSystem(ctx, 'settings.write');
  let renewed = 0;
  const all = await readDb(ctx).select({ id: routers.id }).from(routers).orderBy(asc(routers.id));
  for (const { id } of all) renewed += await renewOnRouter(ctx, id);
  return renewed;
}

async function renewOnRouter(ctx: Ctx, routerId: number): Promise<number> {
  const state = serviceRouterStates;
  let renewed = 0;
  for (let after = 0; ; ) {
    const rows = await readDb(ctx)
      .select({ serviceId: state.serviceId, stored: state.passwordFingerprint })
      .from(state)
      .where(
        and(
          eq(state.routerId, routerId),
          gt(state.serviceId, after),
          isNotNull(state.passwordFingerprint),
        ),
      )
      .orderBy(asc(state.serviceId))
      .limit(BATCH);
    const last = rows.at(-1);
    if (last === undefined) return renewed;
    after = last.serviceId;
    renewed += await renewBatch(ctx, routerId, rows);
  }
}

async function renewBatch(
  ctx: Ctx,
  routerId: number,
  rows: readonly { serviceId: number; stored: string | null }[],
): Promise<number> {
  const state = serviceRouterStates;
  const stored = new Map(rows.map((row) => [row.serviceId, row.stored]));
  const loaded = await loadServices(ctx, routerId, [...stored.keys()]);
  return inTransaction(ctx, async ({ tx }) => {
    let renewed = 0;
    for (const { service } of loaded) {
      const { serviceId, password } = service;
      const before = stored.get(serviceId);
      const after = before && password ? renew(before, password, serviceId) : null;
      if (!before || after === null) continue;
      const changed = await tx
        .update(state)
        .set({ passwordFingerprint: after })
        .where(
          and(
            eq(state.routerId, routerId),
            eq(state.serviceId, serviceId),
            // A push that finished meanwhile has written its own fingerprint.
            eq(state.passwordFingerprint, before),
          ),
        )
        .returning({ serviceId: state.serviceId });
      renewed += changed.length;
    }
    return renewed;
  });
}

/** Null when it already uses the newest key, or is the fingerprint of another password. */
function renew(before: string, password: string, serviceId: number): string | null {
  const ring = env().ENCRYPTION_KEYS;
  const context = `service:${serviceId}|pushed`;
  const after = fingerprint(ring, password, context);
  if (after === before) return null;
  const isSame = [...ring.keys.keys()].some(
    (id) => fingerprint({ ...ring, newest: id }, password, context) === before,
  );
  return isSame ? after : null;
}
