import type { Ctx } from '@/lib/context';
import { getPreferences } from '@/lib/customers/lookups';
import { issueToken } from '@/lib/identity/issue-token';
import { env } from '@/lib/kit/env';
import type { SuppressReason } from '@/lib/kit/words';
import { getSettings, type OperatorSettings } from '@/lib/settings/get-settings';
import { issueSignUpLink } from '@/lib/sign-up/issue-sign-up-link';
import {
  findConnectedFacts,
  findCustomerRecipient,
  findDataAlertFacts,
  findDataUsedUpFacts,
  findPaymentFailedFacts,
  findRestoredFacts,
  findSignUpRecipient,
  findStoppedFacts,
  findTopUpFacts,
  findUserRecipient,
  type Recipient,
} from './lookups/facts';
import { findOrderFacts, findOrderFailedFacts } from './lookups/order-facts';
import {
  writeInvitation,
  writePasswordReset,
  writeSignUp,
  writeSignUpKnown,
} from './mail/account-mails';
import {
  writeOrderExecuted,
  writeOrderFailed,
  writePaymentFailed,
  writePlanChanged,
  writeTopUpReceived,
} from './mail/money-mails';
import { renderHtml } from './mail/render-html';
import { type MailContent, type MailFrame, renderText } from './mail/render-text';
import {
  writeDataAlert,
  writeDataUsedUp,
  writeServiceConnected,
  writeServiceRestored,
  writeServiceStopped,
} from './mail/service-mails';
import { getMailWords, type MailWords } from './mail/words';
import { mailTopicOf } from './rules';
import type { OutgoingMail } from './smtp';
import type { NotificationRow } from './store';

export type ComposedMail =
  | { kind: 'mail'; mail: OutgoingMail }
  | { kind: 'suppress'; reason: SuppressReason };

/**
 * Composes the mail of a notification from current data. For account mails this creates the link's secret, so the
 * result must only go to the mail server.
 * @throws DomainError `not-found` if the subject of the mail no longer exists
 */
export async function composeMail(ctx: Ctx, row: NotificationRow): Promise<ComposedMail> {
  const topic = mailTopicOf(row.template);
  if (topic !== null && row.customerId !== null) {
    const wanted = await getPreferences(ctx, row.customerId);
    if (!wanted[topic]) return { kind: 'suppress', reason: 'opted_out' };
  }
  const recipient = await recipientOf(ctx, row);
  if (recipient === null) {
    return { kind: 'suppress', reason: row.customerId === null ? 'outdated' : 'no_address' };
  }
  const operator = await getSettings(ctx);
  const appUrl = env().APP_URL;
  const words = await getMailWords({ language: recipient.language, operator, appUrl });
  const content = await contentOf(ctx, { row, words, operator, recipient });
  if (content === null) return { kind: 'suppress', reason: 'outdated' };
  const frame = frameOf(words, { row, recipient, operator });
  return {
    kind: 'mail',
    mail: {
      id: row.id,
      fromName: operator.operatorName,
      to: { name: recipient.name, address: recipient.address },
      subject: content.subject,
      text: renderText(content, frame),
      html: renderHtml(content, frame),
      language: words.language,
    },
  };
}

function recipientOf(ctx: Ctx, row: NotificationRow): Promise<Recipient | null> {
  if (row.customerId !== null) return findCustomerRecipient(ctx, row.customerId);
  if (row.signUpId !== null) return findSignUpRecipient(ctx, row.signUpId);
  const isInvitation = row.template === 'invitation';
  return findUserRecipient(ctx, { userId: row.userId ?? 0, isInvitation });
}

type Composing = {
  row: NotificationRow;
  words: MailWords;
  operator: OperatorSettings;
  recipient: Recipient;
};

async function contentOf(ctx: Ctx, composing: Composing): Promise<MailContent | null> {
  const { row, words } = composing;
  const id = (name: string) => Number(row.data[name]);
  const key = (name: string) => String(row.data[name]);
  const customerId = row.customerId ?? 0;
  switch (row.template) {
    case 'top_up_received':
      return write(words, await findTopUpFacts(ctx, key('topUpId')), writeTopUpReceived);
    case 'payment_failed':
      return write(words, await findPaymentFailedFacts(ctx, key('topUpId')), writePaymentFailed);
    case 'service_stopped': {
      const facts = await findStoppedFacts(ctx, { serviceId: id('serviceId'), customerId });
      return write(words, facts, writeServiceStopped);
    }
    case 'service_restored':
      return write(words, await findRestoredFacts(ctx, id('serviceId')), writeServiceRestored);
    case 'service_connected':
      return write(words, await findConnectedFacts(ctx, id('serviceId')), writeServiceConnected);
    case 'data_alert': {
      const alert = { serviceId: id('serviceId'), percent: id('percent') };
      return write(words, await findDataAlertFacts(ctx, alert), writeDataAlert);
    }
    case 'data_used_up':
      return write(words, await findDataUsedUpFacts(ctx, id('serviceId')), writeDataUsedUp);
    case 'order_executed':
    case 'plan_changed': {
      const order = await findOrderFacts(ctx, key('orderId'));
      if (order === null) return null;
      return order.template === 'plan_changed'
        ? writePlanChanged(words, order.facts)
        : writeOrderExecuted(words, order.facts);
    }
    case 'order_failed':
      return write(words, await findOrderFailedFacts(ctx, key('orderId')), writeOrderFailed);
    case 'invitation':
    case 'password_reset':
    case 'sign_up_known':
      return accountMail(ctx, composing, row.template);
    case 'sign_up':
      return signUpMail(ctx, composing);
  }
}

function write<T>(
  words: MailWords,
  facts: T | null,
  writer: (words: MailWords, facts: T) => MailContent,
): MailContent | null {
  return facts === null ? null : writer(words, facts);
}

const accountWriters = {
  invitation: writeInvitation,
  password_reset: writePasswordReset,
  sign_up_known: writeSignUpKnown,
} as const;

async function accountMail(
  ctx: Ctx,
  { row, words, operator }: Composing,
  template: keyof typeof accountWriters,
): Promise<MailContent> {
  const isInvitation = template === 'invitation';
  const kind = isInvitation ? 'invite' : 'reset';
  const { token, expiresAt, email } = await issueToken(ctx, { userId: row.userId ?? 0, kind });
  const page = isInvitation ? 'accept-invitation' : 'reset-password';
  const { operatorName } = operator;
  const facts = { operatorName, email, path: `/${page}/${token}`, expiresAt };
  return accountWriters[template](words, facts);
}

async function signUpMail(
  ctx: Ctx,
  { row, words, operator, recipient }: Composing,
): Promise<MailContent> {
  const { token, expiresAt } = await issueSignUpLink(ctx, { signUpId: row.signUpId ?? '' });
  const { operatorName } = operator;
  return writeSignUp(words, {
    ...{ operatorName, email: recipient.address, expiresAt },
    path: `/sign-up/${token}`,
  });
}

function frameOf(
  { t, url, language, direction }: MailWords,
  {
    row,
    recipient,
    operator,
  }: { row: NotificationRow; recipient: Recipient; operator: OperatorSettings },
): MailFrame {
  const { operatorName, supportContact } = operator;
  const sender = row.customerId === null ? 'layout.accountSender' : 'layout.sender';
  return {
    operatorName,
    greeting: t('layout.greeting', { name: recipient.name }),
    footer: [
      t(sender, { operator: operatorName }),
      ...(supportContact === '' ? [] : [t('layout.contact', { contact: supportContact })]),
      ...(mailTopicOf(row.template) === null ? [] : [t('layout.choose', { url: url('/account') })]),
    ],
    language,
    direction,
  };
}
