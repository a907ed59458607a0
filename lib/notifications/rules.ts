import type { MailTopic } from '@/lib/customers/rules/mail-preferences';
import type { MailTemplate, NotificationState } from '@/lib/kit/words';

const topicOf: Partial<Record<MailTemplate, MailTopic>> = {
  data_alert: 'usage',
  data_used_up: 'usage',
  service_stopped: 'renewal',
  service_restored: 'renewal',
};

/** The topic under which a customer can switch these mails off; null for those that always arrive. */
export function mailTopicOf(template: MailTemplate): MailTopic | null {
  return topicOf[template] ?? null;
}

/** After this many tries the mail is given up and staff see it as failed: about a day and a half. */
export const ATTEMPTS_MAX = 12;

const MINUTE = 60_000;
const retryMinutes = [1, 5, 15, 60, 120, 180] as const;

/** When to try again after `attempts` tries, in milliseconds; null when that was the last one. */
export function retryDelayMs(attempts: number): number | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return (retryMinutes[attempts - 1] ?? 240) * MINUTE;
}

/** What the mail server, or the way to it, answered. */
export type SmtpError = { code?: string | undefined; responseCode?: number | undefined };

export type SmtpFailure = {
  /**
   * `message`: this mail is refused for good. `later`: this mail, for now (a full or greylisting mailbox).
   * `server`: no mail can leave now, so trying others is pointless.
   */
  scope: 'message' | 'later' | 'server';
  /** A word and a code; the server's own text may quote addresses or credentials and is dropped. */
  detail: string;
};

/** Which of our ways to go on an SMTP error means. */
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

/** A failure as it was noted, for people: which kind, and the code that an administrator looks up. */
export type MailFailure = {
  kind: (typeof mailFailures)[number] | 'unknown';
  code: string | null;
};

export function readMailFailure(detail: string): MailFailure {
  const [word = '', code = null] = detail.split(' ');
  const kind = mailFailures.find((known) => known === word);
  return kind === undefined ? { kind: 'unknown', code: detail } : { kind, code };
}

/** Only what failed, or had no server to go to, is sent again: a second copy of a sent mail confuses. */
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
  /** Null while it waits. */
  sentAt: Date | null;
  /** The data it was about: after new data, every level counts anew. */
  grant: string;
};

export type UsageMailDecision =
  | { kind: 'superseded' }
  /** Lower ones that still wait are dropped for it. */
  | { kind: 'queue'; dueAt: Date };

/**
 * Several thresholds within an hour make one mail, the highest: a lower one is dropped, a higher one waits
 * for the end of the hour since the last mail. The end of the data is told at once.
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
