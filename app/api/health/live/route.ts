export const dynamic = 'force-dynamic';

/** Whether this process answers at all. An orchestrator that gets nothing here should restart it. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
