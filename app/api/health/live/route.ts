export const dynamic = 'force-dynamic';

/** Liveness: whether this process responds at all. Without a response the orchestrator should restart it. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
