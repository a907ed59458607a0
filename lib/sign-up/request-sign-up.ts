import { z } from 'zod';
import { signUps } from '@/db/schema/sign-up';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { CustomerContact } from '@/lib/customers/customer-input';
import { hashPassword } from '@/lib/identity/password-hash';
import { type PublicCtx, provenCtx } from '@/lib/identity/public-ctx';
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
 * Notes that somebody wants an account and asks for the mail to the address they gave. Does the same
 * whether or not the address has an account already: only the mail, which its owner alone can read, tells.
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
  // Counted before hashing, so that a flood of forms cannot keep the processor busy.
  if (!(await isWithinLimits(ctx, { email: person.email, sender: addressBucket(ip) })))
    refuse('limit', 'sign_up_attempts');
  const passwordHash = await hashPassword(password);
  const signUpId = newId(ctx.now.getTime());
  await inTransaction(provenCtx(ctx, 'self-sign-up'), async (tctx) => {
    await tctx.tx
      .insert(signUps)
      .values({ ...person, id: signUpId, passwordHash, createdAt: ctx.now });
    await emitEvents(tctx, [{ name: 'sign-up/requested', data: { signUpId } }]);
    // Neither name nor address: records are kept for ever, and this person is no customer yet.
    await recordAudit(tctx, {
      action: 'sign-up.request',
      subject: { kind: 'sign-up', id: signUpId },
      after: { siteId: person.siteId, language: person.language },
    });
  });
}

/** The sender first: one that is over its limit must not use up the attempts of an address's owner. */
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

/** A site is a choice of the form: one that is not on it, or none where it is needed, is refused at its field. */
async function requireOfferedSite(ctx: PublicCtx, siteId: number | null): Promise<void> {
  const { sites, isNeeded } = await listOfferedPlaces(ctx);
  if (siteId === null) {
    if (isNeeded) refuseField('siteId', 'field_required');
    return;
  }
  if (!sites.some((site) => site.siteId === siteId)) refuseField('siteId', 'field_choice');
}
