import { sql } from 'drizzle-orm';
import { inTransaction, readDb } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type KeyRing, seal, unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { renewFingerprints } from '@/lib/routers/renew-fingerprints';
import { type SealedColumn, sealedColumns } from './sealed-columns';

/** Limits how long rows stay locked and how much work a crash repeats. */
const BATCH = 500;

export type KeyRotation = {
  /** Secrets re-encrypted under the newest key. */
  resealed: number;
  /** Recomputed fingerprints of pushed passwords. */
  fingerprints: number;
  /** Rows whose secret no key can decrypt, such as `services 12`. They stay unchanged. */
  unreadable: readonly string[];
};

/**
 * Re-encrypts every secret under the newest key, in batches with a transaction each. It can be stopped and restarted
 * at any time: secrets already under the newest key are skipped, and a secret changed meanwhile keeps its new value.
 * Nothing is pushed to routers, because the passwords stay the same.
 * @throws DomainError `forbidden`
 */
export async function rotateKeys(ctx: Ctx): Promise<KeyRotation> {
  requireStaffOrSystem(ctx, 'settings.write');
  let resealed = 0;
  const unreadable: string[] = [];
  for (const column of sealedColumns) {
    const done = await rotateColumn(ctx, column);
    resealed += done.resealed;
    unreadable.push(...done.unreadable.map((id) => `${column.table} ${id}`));
  }
  // Fingerprints need every password in plain text; with unreadable secrets they wait for the next rotation.
  const fingerprints = unreadable.length > 0 ? 0 : await renewFingerprints(ctx);
  await inTransaction(ctx, (tctx) =>
    recordAudit(tctx, {
      action: 'keys.rotate',
      subject: { kind: 'settings', id: 1 },
      after: { resealed, fingerprints, unreadable: unreadable.length },
    }),
  );
  return { resealed, fingerprints, unreadable };
}

type SealedRow = {
  id: number;
  sealed: string;
};

async function rotateColumn(ctx: Ctx, column: SealedColumn) {
  const ring = env().ENCRYPTION_KEYS;
  const unreadable: number[] = [];
  let resealed = 0;
  for (let after = 0; ; ) {
    const rows = await listOlder(ctx, column, { after, newest: ring.newest });
    if (rows.length === 0) return { resealed, unreadable };
    after = rows.at(-1)?.id ?? after;
    const renewed = rows.flatMap((row) => {
      const next = renew(ring, row, column.contextOf(row.id));
      if (next === null) unreadable.push(row.id);
      return next === null ? [] : [{ ...row, next }];
    });
    resealed += await saveRenewed(ctx, column, renewed);
  }
}

/** Null if no key of the ring can decrypt the value. Nothing about the value may be logged. */
function renew(ring: KeyRing, { sealed }: SealedRow, context: string): string | null {
  let opened: string;
  try {
    opened = unseal(ring, sealed, context);
  } catch {
    return null; // The row's id is reported; the cipher's error adds nothing.
  }
  return seal(ring, opened, context);
}

async function listOlder(
  ctx: Ctx,
  { table, column }: SealedColumn,
  { after, newest }: { after: number; newest: string },
): Promise<SealedRow[]> {
  const name = sql.identifier(column);
  const rows = await readDb(ctx).execute<{ id: string; sealed: string }>(sql`
    select id::text as id, ${name} as sealed from ${sql.identifier(table)}
    where id > ${after} and ${name} <> '' and split_part(${name}, '.', 2) <> ${newest}
    order by id limit ${BATCH}`);
  return rows.map((row) => ({ id: Number(row.id), sealed: row.sealed }));
}

/** Returns the number of rows replaced, leaving out those that changed since they were read. */
async function saveRenewed(
  ctx: Ctx,
  { table, column }: SealedColumn,
  rows: readonly (SealedRow & { next: string })[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const name = sql.identifier(column);
  const place = sql.identifier(table);
  const ids = sql`${sql.param(rows.map(({ id }) => String(id)))}::text[]::bigint[]`;
  return inTransaction(ctx, async ({ tx }) => {
    // Tells the triggers of these tables that the secret itself is unchanged (db/sql/services.sql).
    await tx.execute(sql`select set_config('netpurse.resealing', 'on', true)`);
    await tx.execute(
      sql`select 1 from ${place} where id = any(${ids}) order by id for no key update`,
    );
    const changed = await tx.execute(sql`
      update ${place} t set ${name} = given.next
      from unnest(${ids}, ${sql.param(rows.map(({ sealed }) => sealed))}::text[],
        ${sql.param(rows.map(({ next }) => next))}::text[]) given (id, sealed, next)
      where t.id = given.id and t.${name} = given.sealed
      returning t.id`);
    return changed.length;
  });
}
