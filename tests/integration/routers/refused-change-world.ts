import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import type { Ctx } from '@/lib/context';
import { previewOrder } from '@/lib/orders/preview-order';
import type { ServiceInput } from '@/lib/services/service-input';
import { givenCustomer, givenPlan, givenService, start } from '@/tests/support/fixtures';
import { givenGold, sync } from './refused-world';
import { PASSWORD, type startRouter } from './support';

type At = Awaited<ReturnType<typeof startRouter>>;
type Refused = { customerId: number; serviceId: number };

let made = 0;

/** A customer whose paid service the router refuses, because the plan names a profile that it does not have. */
export async function givenLeft(
  router: At,
  {
    plan = {},
    service = {},
    balance = 2_000n,
  }: { plan?: Partial<ItemTerms>; service?: Partial<ServiceInput>; balance?: bigint } = {},
) {
  made += 1;
  const { itemId } = await givenGold(plan);
  const customerId = await givenCustomer({ balance });
  const login = `left-${process.pid}-${made}`;
  const network = {
    ...{ routerId: router.routerId, accessMethod: 'pppoe' as const },
    ...{ login, password: PASSWORD },
  };
  const serviceId = await givenService({ customerId, itemId, network, ...service });
  await sync(router, start);
  return { customerId, serviceId, itemId };
}

/** The sheet of a change to another plan, which the router accepts unless it names the missing profile. */
export async function sheetOf(
  ctx: Ctx,
  { customerId, serviceId }: Refused,
  { to = {}, moment = 'now' }: { to?: Partial<ItemTerms>; moment?: 'now' | 'period_end' } = {},
) {
  const { itemId } = await givenPlan({ unitPriceMinor: 300n, ...to });
  const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
  const preview = await previewOrder(ctx, { customerId, request });
  return { itemId, request, preview };
}

/** Moves the time since which the service has not been served. */
export async function servedUntil(serviceId: number, since: Date): Promise<void> {
  await getSql()`update service_holds set since = ${since.toISOString()}
    where service_id = ${serviceId} and reason = 'router_refused'`;
}

/** What the order moved, by kind: positive for what the customer paid. */
export async function linesOf(orderId: string): Promise<[string, bigint][]> {
  const rows = await getSql()<{ what: string; gross: string }[]>`
    select what, gross_minor::text as gross from charge_lines where order_id = ${orderId} order by id`;
  return rows.map(({ what, gross }) => [what, BigInt(gross)]);
}

export async function endOf(serviceId: number, index: number): Promise<Date | null> {
  const [row] = await getSql()<{ at: string | null }[]>`
    select ended_early_at as at from periods where service_id = ${serviceId} and index = ${index}`;
  return row?.at ? new Date(row.at) : null;
}
