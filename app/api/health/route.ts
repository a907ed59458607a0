import { logDefect } from '@/lib/kit/log';
import { getJobsHealth } from '@/lib/screens/admin/jobs';

export const dynamic = 'force-dynamic';

/**
 * For monitors: 200 when the database responds, no sweep is late and events are processed, else 503. Load balancers use
 * `/api/health/ready`, because a late sweep does not make an instance worse.
 */
export async function GET(): Promise<Response> {
  try {
    const now = new Date();
    const health = await getJobsHealth({ actor: { kind: 'system', job: 'health' }, now });
    const status = health.isHealthy ? 'ok' : 'late';
    const late = health.sweeps.filter((sweep) => sweep.isLate).map((sweep) => sweep.job);
    return answer(health.isHealthy ? 200 : 503, { status, database: 'ok', late, jobs: health });
  } catch (error) {
    const id = logDefect(error, { route: '/api/health' });
    return answer(503, { status: 'down', database: 'unreachable', id });
  }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
