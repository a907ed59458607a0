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
import { refuse } from '@/lib/kit/errors';
import type { UnconfirmReason } from '@/lib/kit/router-words';
import { askLook } from './look-store';
import { findSetup, type Router } from './lookups/routers';
import { countNotTaken } from './not-taken-store';
import { restartSetup } from './onboarding/setup-store';
import { refuseTakenRouter } from './refuse-taken-router';
import { RouterInput, RouterPassword, routerColumns } from './router-input';
import { isToAsk, NotTaken } from './rules/not-taken';
import { lockRouter } from './store';
import { unconfirmRouter } from './unconfirm-router';
import { passwordContext } from './with-router';

export const ChangeRouter = RouterInput.extend({
  routerId: z.number().int().positive(),
  /** Omitted keeps the pinned certificate, so that another router at a new address is noticed. */
  certificate: RouterInput.shape.certificate.optional(),
  /** Null keeps the stored password. */
  password: RouterPassword.nullable(),
  /** Out of service: nothing is pushed or read until staff put it back. */
  isOff: z.boolean(),
  /** The effects staff have seen and accepted, null for none yet. Omitted skips the question. */
  accepted: NotTaken.nullable().optional(),
});
export type ChangeRouter = z.infer<typeof ChangeRouter>;

export type RouterChange =
  | { kind: 'changed' }
  /** Nothing is written, because the change affects services and staff have not seen the effects yet. */
  | { kind: 'asks'; services: NotTaken };

/**
 * Changes a router. Clears old failures and retries everything due on it; at a new address or with a new certificate,
 * everything confirmed becomes due. Asks staff first if the router would take fewer services.
 * @throws DomainError `forbidden` | `not-found` | `conflict` | `invalid-state` for a router whose setup is unfinished,
 *   which only `finishSetup` puts into service
 */
export async function changeRouter(ctx: Ctx, input: ChangeRouter): Promise<RouterChange> {
  requireStaff(ctx, 'routers.write');
  const { routerId, password, isOff, certificate, accepted, ...router } = ChangeRouter.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const before = await lockRouter(tctx, routerId);
    await refuseUnfinished(tctx, before, isOff);
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
    if (reason !== null) await doubt(tctx, before, reason);
    // It was not looked at while it was out of service.
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

/** Only the setup puts a router into service that was never in service, because its last step checks the others. */
async function refuseUnfinished(ctx: TxCtx, before: Router, isOff: boolean): Promise<void> {
  if (isOff || before.status !== 'off') return;
  if (await isInSetup(ctx, before.id)) refuse('invalid-state', 'router_setup_unfinished');
}

async function isInSetup(ctx: TxCtx, routerId: number): Promise<boolean> {
  const setup = await findSetup(ctx, routerId);
  return setup !== null && setup.finishedAt === null;
}

/** What an unfinished setup has tested so far was perhaps another device, too. */
async function doubt(ctx: TxCtx, before: Router, reason: UnconfirmReason): Promise<void> {
  await unconfirmRouter(ctx, before, { reason });
  if (await isInSetup(ctx, before.id)) await restartSetup(ctx, before.id);
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

/** Another address or another certificate may mean another device. */
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
