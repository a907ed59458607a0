import type { ParsedMessage } from './parse-message';

export type CaughtMessage = ParsedMessage & {
  id: number;
  receivedAt: Date;
  /** The envelope recipients, which the headers may not match. */
  recipients: string[];
};
