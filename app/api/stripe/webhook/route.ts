import { readBody } from '@/app/_operator/request-body';
import { logDefect } from '@/lib/kit/log';
import { type ReceivedEvent, receiveStripeEvent } from '@/lib/payments/receive-stripe-event';

export const dynamic = 'force-dynamic';

/** Stripe's events are a few kilobytes; anything far larger is not one. */
const BODY_BYTES_MAX = 1_000_000;

/**
 * Stripe's webhooks. Anything but a 2xx makes Stripe resend the event, so only an event that is stored and applied (or
 * not ours) gets a 200. The signature covers the raw bytes, so they are read before any parsing.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    const body = await readBody(request, BODY_BYTES_MAX);
    if (body === null) return answer(413, 'too large');
    const signature = request.headers.get('stripe-signature');
    const ctx = { actor: { kind: 'webhook', source: 'stripe' } as const, now: new Date() };
    const received = await receiveStripeEvent(ctx, { body, signature });
    return answer(statusOf(received), received.kind);
  } catch (error) {
    return answer(500, logDefect(error, { route: '/api/stripe/webhook' }));
  }
}

function statusOf(received: ReceivedEvent): number {
  if (received.kind === 'refused') return 400;
  return received.kind === 'deferred' ? 503 : 200;
}

function answer(status: number, outcome: string): Response {
  return Response.json({ outcome }, { status, headers: { 'cache-control': 'no-store' } });
}
