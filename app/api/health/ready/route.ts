import { askDatabase } from '@/lib/jobs/ask-database';
import { logDefect } from '@/lib/kit/log';

export const dynamic = 'force-dynamic';

/** A slower database is not ready to serve people. */
const PATIENCE_MS = 3_000;

/**
 * Readiness: whether a load balancer should send people here, because the database responds and has our tables. Late
 * background work does not count; `/api/health` reports it.
 */
export async function GET(): Promise<Response> {
  const now = new Date();
  try {
    const ctx = { actor: { kind: 'system', job: 'health' }, now } as const;
    await inTime(askDatabase(ctx));
    return answer(200, { status: 'ok', database: 'ok' });
  } catch (error) {
    const id = logDefect(error, { route: '/api/health/ready' });
    return answer(503, { status: 'down', database: 'unreachable', id });
  }
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), PATIENCE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
