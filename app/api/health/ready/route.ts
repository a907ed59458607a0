import { askDatabase } from '@/lib/jobs/ask-database';
import { logDefect } from '@/lib/kit/log';

export const dynamic = 'force-dynamic';

/** A database that is slower than this is none to send people to. */
const PATIENCE_MS = 3_000;

/**
 * Whether a load balancer should send people here: the database answers and has our tables.
 * Late background work is no reason to send them away; `/api/health` tells of it.
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
