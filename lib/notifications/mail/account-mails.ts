import type { MailContent } from './content';
import type { MailWords } from './words';

export type AccountLinkFacts = {
  operatorName: string;
  email: string;
  /** Path with the secret of the link: it goes into the mail and nowhere else. */
  path: string;
  expiresAt: Date;
};

export function writeInvitation({ t, f, url }: MailWords, facts: AccountLinkFacts): MailContent {
  const operator = facts.operatorName;
  return {
    subject: t('invitation.subject', { operator }),
    heading: t('invitation.heading', { operator }),
    paragraphs: [
      t('invitation.text'),
      t('invitation.signIn', { email: facts.email }),
      t('invitation.expires', { date: f.dateTime(facts.expiresAt) }),
    ],
    facts: [],
    action: { label: t('invitation.action'), url: url(facts.path) },
  };
}

export function writePasswordReset({ t, f, url }: MailWords, facts: AccountLinkFacts): MailContent {
  return {
    subject: t('password_reset.subject'),
    heading: t('password_reset.heading'),
    paragraphs: [
      t('password_reset.text', { email: facts.email }),
      t('password_reset.expires', { date: f.dateTime(facts.expiresAt) }),
      t('password_reset.ignore'),
    ],
    facts: [],
    action: { label: t('password_reset.action'), url: url(facts.path) },
  };
}
