import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { IdempotencyInput } from './idempotency-input';

/**
 * Identifies one intent: a double click, a second tab or a retry sends the same key, and the command returns the first
 * result. Rendered on the server, so it is present before any script runs.
 */
export async function IdempotencyKey() {
  await connection();
  return <IdempotencyInput initial={randomUUID()} />;
}
