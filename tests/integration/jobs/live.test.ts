import { beforeAll, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { addSeconds } from '@/lib/kit/time';
import { hasChangedSince } from '@/lib/screens/shared/live';
import { givenCustomer, givenOperator, staffCtx, subscriberCtx } from '@/tests/support/fixtures';

let customerId = 0;
let strangerId = 0;
let eventAt = new Date(0);

beforeAll(async () => {
  await givenOperator();
  customerId = await givenCustomer();
  strangerId = await givenCustomer();
  await getSql()`delete from events`;
  const [row] = await getSql()<{ created_at: string }[]>`
    insert into events (event_id, name, data, customer_id)
    values ('live', 'service/changed', '{}', ${customerId}) returning created_at`;
  eventAt = new Date(row?.created_at ?? 0);
});

test('a page read before a change is notified of it, however slowly the change commits', async () => {
  const ctx = subscriberCtx(customerId);
  const seen = (seconds: number) =>
    hasChangedSince(ctx, { customerId, since: addSeconds(eventAt, seconds) });
  expect(await seen(-60)).toBe(true);
  expect(await seen(5)).toBe(true);
  expect(await seen(60)).toBe(false);
});

test('no customer is notified of another customer’s events', async () => {
  const since = new Date(0);
  const stranger = subscriberCtx(strangerId);
  expect(await hasChangedSince(stranger, { customerId: strangerId, since })).toBe(false);
  await expect(hasChangedSince(stranger, { customerId, since })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(hasChangedSince(stranger, { customerId: null, since })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await hasChangedSince(staffCtx(), { customerId: null, since })).toBe(true);
});
