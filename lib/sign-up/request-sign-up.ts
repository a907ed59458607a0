import { z } from 'zod';
import { signUps } from '@/db/schema/sign-up';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { CustomerContact } from '@/lib/customers/customer-input';
import { hashPassword } from '@/lib/identity/password-hash';
import { type PublicCtx, provenCtx } from '@/lib/identity/proven-ctx';
import { accountKey, takeAttempt } from '@/lib/identity/rate-limit';
import { requireGoodPassword } from '@/lib/identity/require-good-password';
import {
  addressBucket,
  signUpPerAddress,
  signUpPerEmail,
  signUpPerSenderAndEmail,
} from '@/lib/identity/rules/attempts';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse, refuseField } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { listOfferedPlaces } from './lookups';
import { requireSignUpOpen } from './require-sign-up-open';

export const RequestSignUp = CustomerContact.pick({
  name: true,
  phone: true,
  siteId: true,
  language: true,
}).extend({
  email: z.string().trim().pipe(z.email('email_invalid').max(254, 'field_too_long')),
  password: z.string().min(1, 'field_required').max(1024, 'field_too_long'),
});
export type RequestSignUp = z.input<typeof RequestSignUp>;

/**
 * Stores a sign-up and requests the mail to its address. It behaves the same whether or not the address already has
 * an account: only the mail, which only its owner can read, reveals that.
 * @throws DomainError `not-found` while the operator has sign-up switched off | `limit` | `invalid-input`
 */
export async function requestSignUp(
  ctx: PublicCtx,
  { ip, ...input }: RequestSignUp & { ip: string },
): Promise<void> {
  await requireSignUpOpen(ctx);
  const { password, ...person } = RequestSignUp.parse(input);
  requireGoodPassword(password, person);
  await requireOfferedSite(ctx, person.siteId);
  // Counted before hashing, so that a flood of submissions cannot exhaust the CPU.
  if (!(await isWithinLimits(ctx, { email: person.email, sender: addressBucket(ip) })))
    refuse('limit', 'sign_up_attempts');
  const passwordHash = await hashPassword(password);
  const signUpId = newId(ctx.now.getTime());
  await inTransaction(provenCtx(ctx, 'self-sign-up'), async (tctx) => {
    await tctx.tx
      .insert(signUps)
      .values({ ...person, id: signUpId, passwordHash, createdAt: ctx.now });
    await emitEvents(tctx, [{ name: 'sign-up/requested', data: { signUpId } }]);
    // Neither name nor address: records are kept forever, and this person is not a customer yet.
    await recordAudit(tctx, {
      action: 'sign-up.request',
      subject: { kind: 'sign-up', id: signUpId },
      after: { siteId: person.siteId, language: person.language },
    });
  });
}

/** The sender first: a sender over the limit must not use up the attempts of the address's owner. */
async function isWithinLimits(
  ctx: PublicCtx,
  { email, sender }: { email: string; sender: string },
): Promise<boolean> {
  const account = accountKey('sign-up', email);
  return (
    (await takeAttempt(ctx, `sign-up:address:${sender}`, signUpPerAddress)) &&
    (await takeAttempt(ctx, `${account}:${sender}`, signUpPerSenderAndEmail)) &&
    (await takeAttempt(ctx, account, signUpPerEmail))
  );
}

/** Refuses, at its field, a site the form does not offer, or a missing one where it is required. */
async function requireOfferedSite(ctx: PublicCtx, siteId: number | null): Promise<void> {
  const { sites, isNeeded } = await listOfferedPlaces(ctx);
  if (siteId === null) {
    if (isNeeded) refuseField('siteId', 'field_required');
    return;
  }
  if (!sites.some((site) => site.siteId === siteId)) refuseField('siteId', 'field_choice');
}
