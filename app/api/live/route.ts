import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import { can } from '@/lib/identity/rules';
import { watchLive } from '@/lib/jobs/watch-live';

export const dynamic = 'force-dynamic';

/** Below the idle limits of common proxies. */
const heartbeatMs = 20_000;
const encoder = new TextEncoder();

/**
 * Server-Sent Events: one `change` per committed change of the customer's own rows (subscriber), or of the
 * customer in `?customer=` or of anyone (staff). Says only that something changed; pages read again.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind === 'staff' && !can(actor.role, 'customers.read'))
    return new Response('Forbidden.', { status: 403 });
  const asked = Number(request.nextUrl.searchParams.get('customer'));
  const only =
    actor.kind === 'subscriber'
      ? actor.customerId
      : Number.isSafeInteger(asked) && asked > 0
        ? asked
        : null;
  return new Response(streamOf(only, request.signal), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function streamOf(only: number | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const unwatch = watchLive((change) => {
        if (only !== null && change.customerId !== null && change.customerId !== only) return;
        write(`event: change\ndata: ${JSON.stringify({ names: change.names })}\n\n`);
      });
      const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
      stop = () => {
        clearInterval(heartbeat);
        unwatch();
      };
      signal.addEventListener(
        'abort',
        () => {
          stop();
          controller.close();
        },
        { once: true },
      );
      write('retry: 3000\n\n');
    },
    cancel: () => stop(),
  });
}
