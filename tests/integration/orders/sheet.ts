import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { placeOrder } from '@/lib/orders/place-order';
import { type OrderPreview, previewOrder } from '@/lib/orders/preview-order';
import {
  at,
  givenCredit,
  givenCustomer,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

export const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
export const shownAt = at(start, { days: 3, seconds: 17 });

/** A running service, and the sheet of a change to it, opened at `shownAt`. */
export async function givenSheet(
  terms: { from?: Partial<ItemTerms>; to?: Partial<ItemTerms>; balance?: bigint } = {},
) {
  const from = await givenPlan({ ...monthly, unitPriceMinor: 3_000n, ...terms.from });
  const to = await givenPlan({ ...monthly, unitPriceMinor: 5_000n, ...terms.to });
  const price = terms.from?.unitPriceMinor ?? 3_000n;
  const customerId = await givenCustomer({ balance: price });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  if (terms.balance) await givenCredit(customerId, terms.balance);
  const request = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
  const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
  return { customerId, serviceId, request, preview, from, to };
}

export async function confirmAt(now: Date, sheet: { customerId: number; preview: OrderPreview }) {
  const { customerId, preview } = sheet;
  const { orderId, request, sealedQuote: quote } = preview;
  return placeOrder(subscriberCtx(customerId, now), { orderId, customerId, request, quote });
}

export async function stateOf(orderId: string) {
  const [row] = await getSql()<{ state: string; failure: string | null }[]>`
    select state, failure from orders where id = ${orderId}`;
  return row;
}
