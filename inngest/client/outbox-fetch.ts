import { randomUUID } from 'node:crypto';
import { acceptEvents, SentEvents } from '@/lib/jobs/accept-events';

/** The client's base URL in embedded mode; only `outboxFetch` ever sees it. */
export const OUTBOX_URL = 'http://outbox.netpurse.internal/';

const EVENT_PATH = /^\/e\/[^/]+$/;

/**
 * Replaces the SDK's calls to Inngest's APIs. Sent events go into the outbox; no other endpoint exists, and nothing
 * leaves the process.
 */
export async function outboxFetch(
  input: Parameters<typeof fetch>[0],
  init?: Parameters<typeof fetch>[1],
): Promise<Response> {
  const request = new Request(input, init);
  if (request.method !== 'POST' || !EVENT_PATH.test(new URL(request.url).pathname)) {
    return answer(404, { error: 'The embedded executor has no such API.', status: 404 });
  }
  const parsed = SentEvents.safeParse(await request.json());
  if (!parsed.success) return answer(400, { error: 'Malformed event.', status: 400 });
  // The SDK's seed makes a repeated request produce the same events.
  const seed = request.headers.get('x-inngest-event-id-seed') ?? randomUUID();
  const ctx = { actor: { kind: 'system', job: 'send-events' }, now: new Date() } as const;
  const ids = await acceptEvents(ctx, parsed.data, seed);
  return answer(200, { ids, status: 200 });
}

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}
