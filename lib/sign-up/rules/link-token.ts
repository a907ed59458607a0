import { createHash, randomBytes } from 'node:crypto';

/** How long the link in the mail works. */
export const LINK_LIFETIME_MS = 24 * 60 * 60_000;

export function newLinkToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Only the hash is stored: a copy of the table opens nothing. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
