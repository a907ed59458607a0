import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import { afterFromQuery } from '@/app/_operator/found-page';
import { can } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { watchLive } from '@/lib/jobs/watch-live';
import { hasChangedSince } from '@/lib/screens/shared/live';

export const dynamic = 'force-dynamic';

/** Shorter than the idle timeouts of common proxies. */
const HEARTBEAT_MS = 20_000;
const encoder = new TextEncoder();

/**
 * Server-Sent Events: one `change` per committed change of the customer's own rows (subscriber), or of the customer in
 * `?customer=` or of anyone (staff). Says only that something changed; pages read again.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  if (actor.kind === 'staff' && !can(actor.role, 'customers.read'))
    return new Response('Forbidden.', { status: 403 });
  const { searchParams } = request.nextUrl;
  const asked = afterFromQuery(searchParams.get('customer') ?? undefined);
  const customerId = actor.kind === 'subscriber' ? actor.customerId : asked || null;
  // Includes changes between the page's response and this stream, or during a disconnect.
  const since = new Date(afterFromQuery(searchParams.get('since') ?? undefined));
  return new Response(streamOf(ctx, { customerId, since }, request.signal), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

type Watch = { customerId: number | null; since: Date };

function streamOf(ctx: Ctx, { customerId, since }: Watch, signal: AbortSignal) {
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const unwatch = watchLive((change) => {
        const isOther = change.customerId !== null && change.customerId !== customerId;
        if (customerId !== null && isOther) return;
        write(`event: change\ndata: ${JSON.stringify({ names: change.names })}\n\n`);
      });
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
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
      // Checked after the watch started, so that nothing falls between the two.
      const isBehind = await hasChangedSince(ctx, { customerId, since });
      if (isBehind && !signal.aborted) write('event: change\ndata: {"names":[]}\n\n');
    },
    cancel: () => stop(),
  });
}
