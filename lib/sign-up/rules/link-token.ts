import { createHash, randomBytes } from 'node:crypto';

/** How long the mailed link is valid. */
export const LINK_LIFETIME_MS = 24 * 60 * 60_000;

export function newLinkToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Only the hash is stored, so a copy of the table is useless. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
