import { getJobsHealth } from '@/lib/jobs/queries';
import { logDefect } from '@/lib/kit/log';

export const dynamic = 'force-dynamic';

/** For load balancers and monitors: 200 when the database answers and no sweep is late, else 503. */
export async function GET(): Promise<Response> {
  try {
    const now = new Date();
    const health = await getJobsHealth({ actor: { kind: 'system', job: 'health' }, now });
    const status = health.isHealthy ? 'ok' : 'late';
    return answer(health.isHealthy ? 200 : 503, { status, database: 'ok', jobs: health });
  } catch (error) {
    const id = logDefect(error, { route: '/api/health' });
    return answer(503, { status: 'down', database: 'unreachable', id });
  }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
