import { getSql } from '@/db/client';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';
import { givenCustomer, givenPlan, givenService, subscriberCtx } from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmOrder } from '../orders/support';

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;

export const check = (...customerIds: number[]) => brokenInvariants({ sql: getSql(), customerIds });

/** A running service of a 30.00 monthly plan, unless overridden. */
export async function givenRunning(
  terms: Parameters<typeof givenPlan>[0] = {},
  fields: Partial<Parameters<typeof givenService>[0]> = {},
) {
  const { itemId, versionId } = await givenPlan({ ...monthly, unitPriceMinor: 3_000n, ...terms });
  const customerId = await givenCustomer({ balance: 99_999_999n });
  const serviceId = await givenService({ customerId, itemId, ...fields });
  return { customerId, serviceId, itemId, versionId };
}

export async function changeTo(
  { customerId, serviceId }: { customerId: number; serviceId: number },
  terms: Parameters<typeof givenPlan>[0],
  now: Date,
) {
  const { itemId } = await givenPlan({ ...monthly, ...terms });
  const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
  return confirmOrder(subscriberCtx(customerId, now), customerId, request);
}

/** The lines of everything a service was charged and credited for, in the order of the ledger. */
export async function linesOf(serviceId: number): Promise<LineView[]> {
  const rows = await getSql()<{ cause_key: string }[]>`
    select cause_key from transfers where service_id = ${serviceId} group by cause_key order by min(id)`;
  const causes = rows.map((row) => row.cause_key);
  const lines = await listLines({}, causes);
  return causes.flatMap((cause) => lines.filter(({ causeKey }) => causeKey === cause));
}

export async function useData(serviceId: number, bytes: bigint): Promise<void> {
  await getSql()`update allocations set used_bytes = ${bytes.toString()} where service_id = ${serviceId}`;
}
