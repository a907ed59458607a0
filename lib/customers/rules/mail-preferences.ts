/** Topics a customer can switch off; mails about money and the account are always sent. */
export type MailTopic = 'usage' | 'renewal';
export type MailPreferences = Record<MailTopic, boolean>;
