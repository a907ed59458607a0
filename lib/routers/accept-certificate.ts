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
  /** SHA-256 as shown on the router's own screen: with or without colons, upper or lower case. */
  fingerprint: z.string().trim().min(1, 'field_required').max(200, 'field_too_long'),
});
export type AcceptCertificate = z.infer<typeof AcceptCertificate>;

/**
 * Pins the certificate that a router presents now, if it matches the fingerprint staff read on the router's own screen.
 * The certificate is read again here, so only the fingerprint is taken from the browser.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when no certificate can be read | `invalid-input`
 *   when the fingerprint differs
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
