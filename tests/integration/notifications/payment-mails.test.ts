import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { startJobs, stopJobs } from '@/inngest/runtime/start-jobs';
import { newId } from '@/lib/kit/ids';
import { createService } from '@/lib/lifecycle/create-service';
import { placeOrder } from '@/lib/orders/place-order';
import type { MailCatcher } from '@/stand-ins/mail/mail-catcher';
import { givenOperator, givenPlan, systemCtx } from '@/tests/support/fixtures';
import { shownQuote } from '@/tests/support/shown-quote';
import { until } from '../jobs/harness';
import { givenTopUp, nowCtx, type StripeWorld, startStripeWorld } from '../payments/stripe-world';
import { givenMailedCustomer, setMailServer, startMailServer } from './support';

let server: MailCatcher;
let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
  server = await startMailServer();
});
afterAll(async () => {
  setMailServer(undefined);
  await Promise.all([server.close(), world.close()]);
});
beforeEach(async () => {
  server.clear();
  await startJobs();
});
afterEach(stopJobs);

const now = () => new Date();

function mailTo(address: string, subject: RegExp) {
  const isIt = (mail: { recipients: string[]; subject: string }) =>
    mail.recipients.includes(address) && subject.test(mail.subject);
  return until(() => server.messages().find(isIt));
}

describe('a payment', () => {
  test('is confirmed with its receipt and with what it will pay for', async () => {
    const { customerId, address } = await givenMailedCustomer({ balance: 500n, now: now() });
    const { itemId } = await givenPlan({ unitPriceMinor: 500n });
    // A voice plan, so that no router confirmation is needed below.
    await getSql()`update catalog_items set kind = 'voice' where id = ${itemId}`;
    await createService(systemCtx(now()), { customerId, itemId });
    const { topUpId, sessionId } = await givenTopUp(customerId, 1_000n);
    world.stripe.pay(sessionId);
    const mail = await mailTo(address, /^€10\.00 added to your credit$/);
    expect(mail.text).toMatch(/Plan \d+ renews on \w+ \d+, \d{4} for €5\.00 from credit\./);
    expect(mail.text).toMatch(/Receipt: R-\d{6}/);
    expect(mail.text).toContain(`http://netpurse.test/wallet/top-ups/${topUpId}`);
    await getSql()`insert into events (event_id, name, data, customer_id)
      values (${newId()}, 'top-up/paid', ${JSON.stringify({ topUpId, customerId })}::text::jsonb, ${customerId})`;
    await until(async () => {
      const open = await getSql()`select 1 from events where delivered_at is null
        union all select 1 from job_pending union all select 1 from job_runs where finished_at is null`;
      return open.length === 0;
    });
    expect(server.messages().filter((sent) => sent.recipients.includes(address))).toHaveLength(1);
  });

  test('that failed after checkout is reported, and nothing is credited', async () => {
    const { customerId, address } = await givenMailedCustomer({ now: now() });
    const { sessionId } = await givenTopUp(customerId, 1_000n);
    world.stripe.pay(sessionId, 'IT60X0542811101000000123456');
    await world.stripe.settled();
    world.stripe.advance(120_000);
    const mail = await mailTo(address, /^Your payment of €10\.00 did not go through$/);
    expect(mail.text).toContain('your credit has not changed. It is €0.00.');
  });
});

describe('an order', () => {
  test('is confirmed when it is done', async () => {
    const { customerId, address } = await givenMailedCustomer({ balance: 2_000n, now: now() });
    const { itemId } = await givenPlan({ name: 'Sea view' });
    const request = { kind: 'new_service', itemId } as const;
    const ctx = nowCtx(customerId);
    const quote = await shownQuote(ctx, customerId, request);
    await placeOrder(ctx, { orderId: newId(), customerId, request, quote });
    const mail = await mailTo(address, /^Done: Sea view$/);
    expect(mail.text).toContain('Total: €5.00');
    expect(mail.text).toContain('Credit now: €15.00');
  });
});
