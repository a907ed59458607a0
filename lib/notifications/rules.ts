import type { MailTopic } from '@/lib/customers/rules/mail-preferences';
import type { MailTemplate, NotificationState } from '@/lib/kit/words';

const topicOf: Partial<Record<MailTemplate, MailTopic>> = {
  data_alert: 'usage',
  data_used_up: 'usage',
  service_stopped: 'renewal',
  service_restored: 'renewal',
};

/** The topic under which a customer can switch these mails off; null for those that are always sent. */
export function mailTopicOf(template: MailTemplate): MailTopic | null {
  return topicOf[template] ?? null;
}

/** After this many attempts the mail is marked as failed, which staff see: about a day and a half. */
export const ATTEMPTS_MAX = 12;

const MINUTE = 60_000;
const retryMinutes = [1, 5, 15, 60, 120, 180] as const;

/** Returns the delay before the next attempt, in milliseconds; null if that was the last one. */
export function retryDelayMs(attempts: number): number | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return (retryMinutes[attempts - 1] ?? 240) * MINUTE;
}

/** The error of the mail server or of the connection to it. */
export type SmtpError = { code?: string | undefined; responseCode?: number | undefined };

export type SmtpFailure = {
  /**
   * `message`: permanently refused. `later`: this mail is temporarily refused (a full or greylisting mailbox).
   * `server`: no mail can be sent now, so trying others is pointless.
   */
  scope: 'message' | 'later' | 'server';
  /** A word and a code; the server's own text may quote addresses or credentials and is dropped. */
  detail: string;
};

/** Maps an SMTP error to how we handle it. */
export function smtpFailureOf({ code = 'UNKNOWN', responseCode }: SmtpError): SmtpFailure {
  const reply = responseCode === undefined ? '' : ` ${responseCode}`;
  if (code === 'EAUTH') return { scope: 'server', detail: `login_refused${reply}` };
  const isAboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isAboutMessage) return { scope: 'server', detail: `unreachable ${code}` };
  const isForNow = responseCode !== undefined && responseCode < 500;
  return isForNow
    ? { scope: 'later', detail: `postponed${reply}` }
    : { scope: 'message', detail: `refused${reply}` };
}

const mailFailures = ['login_refused', 'unreachable', 'postponed', 'refused', 'defect'] as const;

/** A stored failure for display: its kind, and the code an administrator can look up. */
export type MailFailure = {
  kind: (typeof mailFailures)[number] | 'unknown';
  code: string | null;
};

export function readMailFailure(detail: string): MailFailure {
  const [word = '', code = null] = detail.split(' ');
  const kind = mailFailures.find((known) => known === word);
  return kind === undefined ? { kind: 'unknown', code: detail } : { kind, code };
}

/** Only failed or unconfigured mails are sent again: a second copy of a sent mail confuses. */
export const resendableStates = [
  'failed',
  'not_configured',
] as const satisfies readonly NotificationState[];

export function canResend(state: NotificationState): boolean {
  return resendableStates.some((resendable) => resendable === state);
}

export const QUIET_MS = 60 * MINUTE;

/** A usage mail of the last hour, queued or sent, about the same service. */
export type RecentUsageMail = {
  percent: number;
  /** Null while queued. */
  sentAt: Date | null;
  /** The data it was about: after new data, every threshold counts again. */
  grant: string;
};

export type UsageMailDecision =
  | { kind: 'superseded' }
  /** Queued mails with lower thresholds are dropped in its favour. */
  | { kind: 'queue'; dueAt: Date };

/**
 * Combines several thresholds within an hour into one mail, the highest: a lower one is dropped, a higher one waits
 * until an hour after the last mail. The end of the data is mailed at once.
 */
export function decideUsageMail(
  { percent, grant }: { percent: number; grant: string },
  recent: readonly RecentUsageMail[],
  now: Date,
): UsageMailDecision {
  const isTold = recent.some((mail) => mail.grant === grant && mail.percent > percent);
  if (isTold) return { kind: 'superseded' };
  if (percent >= 100) return { kind: 'queue', dueAt: now };
  const lastSent = Math.max(0, ...recent.map(({ sentAt }) => sentAt?.getTime() ?? 0));
  return { kind: 'queue', dueAt: new Date(Math.max(now.getTime(), lastSent + QUIET_MS)) };
}
