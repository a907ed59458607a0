import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { routers } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import type { UnconfirmReason } from '@/lib/kit/router-words';
import { askLook } from './look-store';
import type { Router } from './lookups/routers';
import { countNotTaken } from './not-taken-store';
import { refuseTakenRouter } from './refuse-taken-router';
import { RouterInput, RouterPassword, routerColumns } from './router-input';
import { isToAsk, NotTaken } from './rules/not-taken';
import { lockRouter } from './store';
import { unconfirmRouter } from './unconfirm-router';
import { passwordContext } from './with-router';

export const ChangeRouter = RouterInput.extend({
  routerId: z.number().int().positive(),
  /** Left out keeps the one accepted: another router at a new address is then noticed. */
  certificate: RouterInput.shape.certificate.optional(),
  /** Null keeps the stored one. */
  password: RouterPassword.nullable(),
  /** Out of service: nothing is pushed or read until it is back. */
  isOff: z.boolean(),
  /** What of it staff have seen and accept, null for nothing yet. Left out, nobody is asked. */
  accepted: NotTaken.nullable().optional(),
});
export type ChangeRouter = z.infer<typeof ChangeRouter>;

export type RouterChange =
  | { kind: 'changed' }
  /** Nothing is written: services are concerned, which staff have not seen. */
  | { kind: 'asks'; services: NotTaken };

/**
 * Changes a router. Old failures are forgotten, and what is due on it is tried again at once; at a new address,
 * or with a new certificate, that is everything it had confirmed. Before it takes fewer services, staff are asked.
 * @throws DomainError `forbidden` | `not-found` | `conflict`
 */
export async function changeRouter(ctx: Ctx, input: ChangeRouter): Promise<RouterChange> {
  requireStaff(ctx, 'routers.write');
  const { routerId, password, isOff, certificate, accepted, ...router } = ChangeRouter.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const before = await lockRouter(tctx, routerId);
    const status = nextStatus(before, isOff);
    const taking = { status, accessMethods: router.accessMethods };
    const services = await unacceptedOf(tctx, { before, next: taking, accepted });
    if (services !== null) return { kind: 'asks', services };
    const next = routerColumns({
      ...router,
      certificate: certificate === undefined ? acceptedOf(before) : certificate,
    });
    await tctx.tx
      .update(routers)
      .set({
        ...next,
        ...(password === null
          ? {}
          : { passwordSealed: seal(env().ENCRYPTION_KEYS, password, passwordContext(routerId)) }),
        status,
        failure: null,
        failingSince: null,
        failureCount: 0,
        retryAt: null,
        updatedAt: ctx.now,
      })
      .where(eq(routers.id, routerId))
      .catch(refuseTakenRouter);
    const reason = doubtOf(before, next);
    if (reason !== null) await unconfirmRouter(tctx, before, { reason });
    // Nobody looked while it was out.
    if (before.status === 'off' && !isOff) await askLook(tctx, routerId);
    await recordAudit(tctx, {
      action: 'router.change',
      subject: { kind: 'router', id: routerId },
      before: auditView(before),
      after: { ...next, isOff, hasNewPassword: password !== null },
    });
    if (!isOff) await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    return { kind: 'changed' };
  });
}

async function unacceptedOf(
  ctx: TxCtx,
  {
    before,
    next,
    accepted,
  }: {
    before: Router;
    next: Pick<Router, 'status' | 'accessMethods'>;
    accepted: NotTaken | null | undefined;
  },
): Promise<NotTaken | null> {
  if (accepted === undefined) return null;
  const services = await countNotTaken(ctx, before.id, { before, next });
  return isToAsk(services, accepted) ? services : null;
}

/** At another address, or with another certificate, there may be another device. */
function doubtOf(
  before: Router,
  next: Pick<Router, 'host' | 'port' | 'tlsFingerprint'>,
): UnconfirmReason | null {
  if (before.host !== next.host || before.port !== next.port) return 'address';
  const { tlsFingerprint: old } = before;
  const isOther = old !== null && next.tlsFingerprint !== null && old !== next.tlsFingerprint;
  return isOther ? 'certificate' : null;
}

function acceptedOf({ tlsFingerprint, tlsCertificate }: Router): RouterInput['certificate'] {
  if (tlsFingerprint === null || tlsCertificate === null) return null;
  return { fingerprint256: tlsFingerprint, certificatePem: tlsCertificate };
}

function nextStatus(before: Router, isOff: boolean): Router['status'] {
  if (isOff) return 'off';
  return before.lastSeenAt === null ? 'new' : 'online';
}

function auditView({ passwordSealed: _, ...router }: Router) {
  return router;
}
