import type { ParsedMessage } from './parse-message';

export type CaughtMessage = ParsedMessage & {
  id: number;
  receivedAt: Date;
  /** Who it was really sent to, whatever its headers say. */
  recipients: string[];
};
