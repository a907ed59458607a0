import type { MailContent } from './render-text';
import type { MailWords } from './words';

export type AccountLinkFacts = {
  operatorName: string;
  email: string;
  /** Path that contains the link's secret; it must appear in the mail only. */
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

export function writeSignUp({ t, f, url }: MailWords, facts: AccountLinkFacts): MailContent {
  const operator = facts.operatorName;
  return {
    subject: t('sign_up.subject', { operator }),
    heading: t('sign_up.heading'),
    paragraphs: [
      t('sign_up.text', { operator, email: facts.email }),
      t('sign_up.expires', { date: f.dateTime(facts.expiresAt) }),
      t('sign_up.ignore'),
    ],
    facts: [],
    action: { label: t('sign_up.action'), url: url(facts.path) },
  };
}

/** For a person who signs up again with an existing account: only the owner of the address learns that it exists. */
export function writeSignUpKnown({ t, f, url }: MailWords, facts: AccountLinkFacts): MailContent {
  const operator = facts.operatorName;
  return {
    subject: t('sign_up_known.subject', { operator }),
    heading: t('sign_up_known.heading', { operator }),
    paragraphs: [
      t('sign_up_known.text', { email: facts.email, url: url('/sign-in') }),
      t('sign_up_known.reset', { date: f.dateTime(facts.expiresAt) }),
      t('sign_up_known.ignore'),
    ],
    facts: [],
    action: { label: t('sign_up_known.action'), url: url(facts.path) },
  };
}
