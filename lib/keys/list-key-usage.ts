import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { env } from '@/lib/kit/env';
import { sealedColumns } from './sealed-columns';

export type KeyUsage = {
  keyId: string;
  /** Secrets that only this key can decrypt. */
  secrets: number;
  /** `newest` encrypts; `older` can still decrypt; `missing` is used by secrets but not in the ring. */
  state: 'newest' | 'older' | 'missing';
};

/**
 * Counts the secrets under each encryption key: the newest first, then the rest of the ring, then missing keys that
 * secrets still need. An older key with no secrets can be removed.
 * @throws DomainError `forbidden`
 */
export async function listKeyUsage(ctx: Ctx): Promise<KeyUsage[]> {
  requireStaffOrSystem(ctx, 'settings.read');
  const { newest, keys } = env().ENCRYPTION_KEYS;
  const parts = sealedColumns.map(({ table, column }) => {
    const name = sql.identifier(column);
    return sql`select split_part(${name}, '.', 2) as key from ${sql.identifier(table)}
      where ${name} is not null and ${name} <> ''`;
  });
  const rows = await readDb(ctx).execute<{ key: string; secrets: number }>(sql`
    select key, count(*)::int as secrets from (${sql.join(parts, sql` union all `)}) sealed
    group by key order by key`);
  const counts = new Map(rows.map(({ key, secrets }) => [key, secrets]));
  const ids = new Set([newest, ...keys.keys(), ...counts.keys()]);
  return [...ids].map((keyId) => ({
    keyId,
    secrets: counts.get(keyId) ?? 0,
    state: keyId === newest ? 'newest' : keys.has(keyId) ? 'older' : 'missing',
  }));
}
