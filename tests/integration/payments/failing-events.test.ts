import { afterAll, beforeAll, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { getFailingEvents } from '@/lib/screens/admin/money';
import { at, givenCustomer, givenOperator, staffCtx } from '@/tests/support/fixtures';
import { causesOf, givenTopUp, jobCtx, type StripeWorld, startStripeWorld } from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterAll(() => world.close());

/** Stores events of checkout sessions that Stripe does not know, older than any other. */
async function givenHopelessEvents(count: number): Promise<void> {
  const payload = (id: string) => ({
    ...{ id, object: 'event', type: 'checkout.session.completed', created: 1 },
    data: { object: { id: `cs_gone_${id}`, object: 'checkout.session' } },
  });
  const rows = Array.from({ length: count }, (_, index) => `evt_hopeless_${index}`).map((id) => ({
    ...{ id, type: 'checkout.session.completed', payload: JSON.stringify(payload(id)) },
  }));
  await getSql()`
    insert into stripe_events (id, type, happened_at, received_at, payload)
    select id, type, now() - interval '2 days', now() - interval '2 days', payload::jsonb
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, type text, payload text)`;
}

const triesOf = async (id: string) => {
  const [row] = await getSql()<{ attempts: number }[]>`
    select attempts from stripe_events where id = ${id}`;
  return row?.attempts;
};

test('events that can never be applied do not keep a newer payment from its credit', async () => {
  world.stripe.chaos.setWebhooks({ dropShare: 1 });
  await givenHopelessEvents(200);
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId);
  world.stripe.pay(sessionId);
  // Stored as by a process that died before it could apply any of them.
  for (const event of world.stripe.objects.all('events'))
    await getSql()`
      insert into stripe_events (id, type, happened_at, received_at, payload)
      values (${event.id}, ${event.type}, now(), now() - interval '5 minutes', ${JSON.stringify(event)}::jsonb)`;
  await sweepStripeEvents(jobCtx());
  await sweepStripeEvents(jobCtx());
  expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
});

test('an event that fails again and again is tried less often, and shown to staff', async () => {
  await getSql()`delete from stripe_events`;
  await givenHopelessEvents(1);
  const now = jobCtx();
  const after = (hours: number) => ({ ...now, now: at(now.now, { hours }) });
  await sweepStripeEvents(now);
  await sweepStripeEvents(now);
  expect(await triesOf('evt_hopeless_0')).toBe(1);
  expect(await getFailingEvents(staffCtx())).toEqual({ count: 0, events: [] });
  for (const hours of [1, 3, 6, 12]) await sweepStripeEvents(after(hours));
  expect(await triesOf('evt_hopeless_0')).toBe(5);
  await sweepStripeEvents(after(14));
  expect(await triesOf('evt_hopeless_0')).toBe(5);
  const { count, events } = await getFailingEvents(staffCtx());
  expect([count, events.map(({ id }) => id)]).toEqual([1, ['evt_hopeless_0']]);
});
