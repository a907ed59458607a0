import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse, refuseField } from '@/lib/kit/errors';
import { inspectRouterCertificate } from './inspect-router-certificate';
import { getRouter } from './lookups/routers';
import { normalFingerprint } from './rules/fingerprint';
import { lockRouter, pinCertificate } from './store';
import { unconfirmRouter } from './unconfirm-router';

export const AcceptCertificate = z.object({
  routerId: z.number().int().positive(),
  /** SHA-256 as the router's own screen shows it: with or without colons, in either case. */
  fingerprint: z.string().trim().min(1, 'field_required').max(200, 'field_too_long'),
});
export type AcceptCertificate = z.infer<typeof AcceptCertificate>;

/**
 * Pins the certificate that a router shows now, when it is the one staff read on the router's own
 * screen. Looked at again here, so nothing the browser sends but the fingerprint is trusted.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when no certificate can be seen |
 *   `invalid-input` when it is another one
 */
export async function acceptCertificate(ctx: Ctx, input: AcceptCertificate): Promise<void> {
  requireStaff(ctx, 'routers.write');
  const { routerId, fingerprint } = AcceptCertificate.parse(input);
  const expected = normalFingerprint(fingerprint);
  if (expected === null) refuseField('fingerprint', 'router_fingerprint_form');
  const { host, port } = await getRouter(ctx, routerId);
  const seen = await inspectRouterCertificate(ctx, { host, port });
  if (seen.kind === 'failed') refuse('invalid-state', 'router_certificate_unseen');
  const { certificate } = seen;
  if (normalFingerprint(certificate.fingerprint256) !== expected) {
    refuseField('fingerprint', 'router_fingerprint_differs');
  }
  await inTransaction(ctx, async (tctx) => {
    const before = await lockRouter(tctx, routerId);
    const isSamePlace = before.host === host && before.port === port;
    if (!isSamePlace) refuse('conflict', 'router_certificate_unseen');
    await pinCertificate(tctx, routerId, certificate);
    const { tlsFingerprint: old } = before;
    if (old !== null && old !== certificate.fingerprint256) {
      await unconfirmRouter(tctx, before, { reason: 'certificate' });
    }
    await recordAudit(tctx, {
      action: 'router.certificate',
      subject: { kind: 'router', id: routerId },
      before: { fingerprint: before.tlsFingerprint },
      after: { fingerprint: certificate.fingerprint256 },
    });
    await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
  });
}
