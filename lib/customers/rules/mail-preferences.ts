/** What a customer can switch off; money and account mails always arrive. */
export type MailTopic = 'usage' | 'renewal';
export type MailPreferences = Record<MailTopic, boolean>;
