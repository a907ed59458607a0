import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POST } from '@/app/api/stripe/webhook/route';
import { getSql } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { resetEnv } from '@/lib/kit/env';
import { newId } from '@/lib/kit/ids';
import { startTopUp } from '@/lib/payments/start-top-up';
import { type StripeStandIn, startStripeStandIn } from '@/stand-ins/stripe/stand-in';
import { subscriberCtx } from '@/tests/support/fixtures';

export type StripeWorld = {
  stripe: StripeStandIn;
  webhookUrl: string;
  close: () => Promise<void>;
};

/** The stand-in and the product's own webhook route, connected over HTTP as in production. */
export async function startStripeWorld(): Promise<StripeWorld> {
  const server = await serveWebhook();
  const { port } = server.address() as AddressInfo;
  const webhookUrl = `http://127.0.0.1:${port}/api/stripe/webhook`;
  const webhookSecret = 'whsec_integration';
  const stripe = await startStripeStandIn({ webhookUrl, webhookSecret, settleAfterMs: 60_000 });
  Object.assign(process.env, { STRIPE_API_BASE: stripe.apiBase });
  resetEnv();
  const close = async () => {
    await stripe.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return { stripe, webhookUrl, close };
}

async function serveWebhook(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await POST(
      new Request('http://netpurse.test/api/stripe/webhook', {
        method: 'POST',
        headers: { 'stripe-signature': String(request.headers['stripe-signature'] ?? '') },
        body: Buffer.concat(chunks),
      }),
    );
    response.statusCode = answer.status;
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Signatures and sessions use the machine's clock, so commands here do too. */
export function nowCtx(customerId: number, afterMs = 0): Ctx {
  return subscriberCtx(customerId, new Date(Date.now() + afterMs));
}

export function jobCtx(afterMs = 0): Ctx {
  return { actor: { kind: 'system', job: 'test' }, now: new Date(Date.now() + afterMs) };
}

export async function givenTopUp(
  customerId: number,
  amountMinor = 2_000n,
): Promise<{ topUpId: string; sessionId: string }> {
  const wish = { topUpId: newId(), customerId, amountMinor };
  const { topUpId } = await startTopUp(nowCtx(customerId), wish);
  return { topUpId, sessionId: (await topUpRow(topUpId)).checkout_session_id };
}

type TopUpSnapshot = {
  status: string;
  checkout_session_id: string;
  payment_intent_id: string;
  charge_id: string;
  park_reason: string | null;
  receipt_number: number | null;
};

export async function topUpRow(topUpId: string): Promise<TopUpSnapshot> {
  const [row] = await getSql()<TopUpSnapshot[]>`
    select status, checkout_session_id, payment_intent_id, charge_id, park_reason, receipt_number
    from top_ups where id = ${topUpId}`;
  if (!row) throw new Error(`no top-up ${topUpId}`);
  return row;
}

export async function causesOf(customerId: number): Promise<string[]> {
  const rows = await getSql()<{ cause_key: string }[]>`
    select cause_key from transfers where customer_id = ${customerId} order by id`;
  return rows.map((row) => row.cause_key);
}

export async function eventNames(customerId: number): Promise<string[]> {
  const rows = await getSql()<{ name: string }[]>`
    select name from events where customer_id = ${customerId} order by id`;
  return rows.map((row) => row.name);
}
