import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { isMailConfigured } from '@/lib/kit/env';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';
import type { NotificationState } from '@/lib/kit/words';
import { type ComposedMail, composeMail } from './compose-mail';
import { retryDelayMs } from './rules';
import { sendMail } from './smtp';
import { type Claimed, claimNotification, endClaim } from './store';

export type Delivery =
  /** Nothing is due, or another worker has claimed it. */
  | { kind: 'idle' }
  | { kind: 'settled'; state: Exclude<NotificationState, 'queued'> }
  /** Stays queued for a later attempt; if the server is down, others need not be tried now. */
  | { kind: 'later'; isServerAway: boolean };

/**
 * Sends one due notification: the oldest, or the requested one. It is claimed before and recorded after, so delivery
 * is at least once: only a crash between the two sends it again, with the same Message-ID. Never throws because of a
 * mail or its server; the outcome is stored in the row.
 */
export async function deliverNotification(
  ctx: Ctx,
  input: { notificationId?: string } = {},
): Promise<Delivery> {
  requireStaffOrSystem(ctx, 'notifications.write');
  const claimed = await claimNotification(ctx, input.notificationId);
  if (claimed === null) return { kind: 'idle' };
  if (!isMailConfigured()) {
    await endClaim(ctx, claimed, { state: 'not_configured' });
    return { kind: 'settled', state: 'not_configured' };
  }
  const composed = await compose(ctx, claimed);
  switch (composed.kind) {
    case 'suppress':
      await endClaim(ctx, claimed, { state: 'suppressed', suppressReason: composed.reason });
      return { kind: 'settled', state: 'suppressed' };
    case 'defect':
      return tryLater(ctx, claimed, { detail: `defect ${composed.id}`, isServerAway: false });
    case 'mail':
      return send(ctx, claimed, composed.mail);
  }
}

/** A mail that cannot be composed must not block those behind it. */
async function compose(
  ctx: Ctx,
  claimed: Claimed,
): Promise<ComposedMail | { kind: 'defect'; id: string }> {
  try {
    return await composeMail(ctx, claimed);
  } catch (error) {
    // The subject no longer exists, or the recipient may no longer sign in.
    if (error instanceof DomainError) return { kind: 'suppress', reason: 'outdated' };
    return { kind: 'defect', id: logDefect(error, { notificationId: claimed.id }) };
  }
}

async function send(
  ctx: Ctx,
  claimed: Claimed,
  mail: Extract<ComposedMail, { kind: 'mail' }>['mail'],
): Promise<Delivery> {
  const outcome = await sendMail(mail);
  if (outcome.kind === 'sent') {
    await endClaim(ctx, claimed, { state: 'sent', lastError: null });
    return { kind: 'settled', state: 'sent' };
  }
  const { scope, detail } = outcome;
  if (scope !== 'message') {
    return tryLater(ctx, claimed, { detail, isServerAway: scope === 'server' });
  }
  await endClaim(ctx, claimed, { state: 'failed', lastError: detail });
  return { kind: 'settled', state: 'failed' };
}

async function tryLater(
  ctx: Ctx,
  claimed: Claimed,
  { detail: lastError, isServerAway }: { detail: string; isServerAway: boolean },
): Promise<Delivery> {
  const delayMs = retryDelayMs(claimed.attempts);
  if (delayMs === null) {
    await endClaim(ctx, claimed, { state: 'failed', lastError });
    return { kind: 'settled', state: 'failed' };
  }
  const dueAt = new Date(ctx.now.getTime() + delayMs);
  await endClaim(ctx, claimed, { dueAt, lastError });
  return { kind: 'later', isServerAway };
}
