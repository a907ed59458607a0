import { drizzle } from 'drizzle-orm/postgres-js';
import { type Db, getDb, getSql } from '@/db/client';

export type Statement = { text: string; params: unknown[] };

/** Statements that `work` sends to the database through drizzle, in order. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const asked: Statement[] = [];
  const sql = getSql();
  const open = { sql, db: getDb() };
  const logger = {
    logQuery: (text: string, params: unknown[]) => {
      asked.push({ text, params });
    },
  };
  const holder = globalThis as typeof globalThis & { netpurseDatabase?: { sql: unknown; db: Db } };
  holder.netpurseDatabase = { sql, db: drizzle(sql, { logger }) };
  try {
    await work();
  } finally {
    holder.netpurseDatabase = open;
  }
  return asked;
}
