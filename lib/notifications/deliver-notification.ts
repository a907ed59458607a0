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
  /** Nothing is due, or another worker has it. */
  | { kind: 'idle' }
  | { kind: 'settled'; state: Exclude<NotificationState, 'queued'> }
  /** Stays queued for a later try; when the server is away, others need not be tried now. */
  | { kind: 'later'; isServerAway: boolean };

/**
 * Sends one notification that is due: the oldest, or the one asked for. Claimed before, noted after, so it
 * is sent at least once, and only a process that dies between the two sends it again, with the same
 * Message-ID. Never throws for what a mail or its server is like: the row says how it went.
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

/** A mail that cannot be written must not keep those behind it from being sent. */
async function compose(
  ctx: Ctx,
  claimed: Claimed,
): Promise<ComposedMail | { kind: 'defect'; id: string }> {
  try {
    return await composeMail(ctx, claimed);
  } catch (error) {
    // What it is about is gone, or its reader may not sign in any more.
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
