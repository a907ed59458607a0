import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { type StandInOptions, type StripeStandIn, startStripeStandIn } from './stand-in';

export const SECRET = 'whsec_test';

/** The vendor's own library, pointed at the stand-in. */
export function clientOf(standIn: StripeStandIn, config: { retries?: number } = {}): Stripe {
  return new Stripe('sk_test_standin', {
    host: '127.0.0.1',
    port: standIn.port,
    protocol: 'http',
    telemetry: false,
    timeout: 30_000,
    maxNetworkRetries: config.retries ?? 0,
  });
}

export type Received = {
  signature: string;
  body: string;
  event: { id: string; type: string; api_version: string };
};

/** Starts a merchant's endpoint that records its requests and replies as the test configures. */
export async function startReceiver() {
  const received: Received[] = [];
  const state = { status: 200 };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const signature = String(request.headers['stripe-signature']);
    received.push({ signature, body, event: JSON.parse(body) });
    response.statusCode = state.status;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    received,
    types: () => received.map(({ event }) => event.type),
    answerWith: (status: number) => {
      state.status = status;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export function startForTest(options: Partial<StandInOptions> = {}): Promise<StripeStandIn> {
  return startStripeStandIn({
    webhookSecret: SECRET,
    seed: 'tests',
    settleAfterMs: 60,
    ...options,
  });
}

export function sessionParams(amount = 500): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    success_url: 'http://shop.example/back?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.example/wallet',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'usd', unit_amount: amount, product_data: { name: 'Top-up' } },
      },
    ],
    payment_intent_data: { metadata: { top_up: 't1' } },
  };
}
