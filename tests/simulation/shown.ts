import { getSql } from '@/db/client';
import { listNextCharges, type NextCharge } from '@/lib/orders/lookups/next-charges';
import { listUndecided } from '@/lib/orders/lookups/undecided';
import { decideCharge } from '@/lib/wallet/rules';
import { system } from './world';

/** What the pages show of the renewals that are due, by service. */
export type ShownRenewals = ReadonlyMap<number, NextCharge>;

export async function readShownRenewals(now: Date): Promise<ShownRenewals> {
  const rows = await getSql()<{ id: number }[]>`
    select service_id::int as id from schedule where not held and next_due <= ${now.toISOString()}`;
  return listNextCharges(
    system(now),
    rows.map(({ id }) => id),
  );
}

/**
 * Lists the renewals decided at this moment that cost something else than was shown right before. Leaves out services
 * that an order or a planned change of plan changed meanwhile, which have a sheet of their own.
 */
export async function listNotAsShown(now: Date, shown: ShownRenewals): Promise<string[]> {
  const rows = await getSql()<{ id: number; price: string }[]>`
    select distinct on (p.service_id) p.service_id::int as id, p.price_minor::text as price from periods p
    where p.decided_at = ${now.toISOString()} and p.outcome = 'allocated' and p.service_id = any(${[...shown.keys()]}::bigint[])
      and not exists (
        select 1 from orders o where o.service_id = p.service_id and o.settled_at = p.decided_at)
    order by p.service_id, p.index`;
  return rows.flatMap(({ id, price }) => {
    const charge = shown.get(id);
    return charge === undefined || charge.earlier !== null || charge.duePriceMinor === BigInt(price)
      ? []
      : [`shown = charged: service ${id} showed ${charge.duePriceMinor} and renewed for ${price}`];
  });
}

/** Lists services that wait for credit only, although the wallet covers what the pages say a start costs. */
export async function listCouldPay(now: Date): Promise<string[]> {
  const ctx = system(now);
  const rows = await getSql()<
    { id: number; customer_id: number; balance: string; floor: string; below: string }[]
  >`
    select s.id::int as id, s.customer_id::int as customer_id, a.balance_minor::text as balance,
      a.floor_minor::text as floor, a.under_floor_minor::text as below
    from services s join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    cross join lateral (select service_hold_bit('unpaid') | service_hold_bit('no_credit') as credit) bits
    where s.archived_at is null and s.holds & bits.credit <> 0
      and s.holds & ~(bits.credit | service_hold_bit('data_cap')) = 0
      and not exists (select 1 from parked_services x where x.service_id = s.id)
    order by s.id`;
  const charges = await listNextCharges(
    ctx,
    rows.map(({ id }) => id),
  );
  const found: string[] = [];
  for (const { id, customer_id: customerId, balance, floor, below } of rows) {
    const price = charges.get(id)?.startPriceMinor ?? 0n;
    const wallet = {
      balanceMinor: BigInt(balance),
      floorMinor: BigInt(floor),
      underFloorMinor: BigInt(below),
    };
    const isPostpaid = charges.get(id)?.terms.mode === 'one_off';
    // The rest of a period gets cheaper while it passes; a job starts it as soon as it is cheap enough.
    const whole = charges.get(id)?.renewalPriceMinor ?? 0n;
    const seen = price < whole ? whole : price;
    if (!isPostpaid && decideCharge(wallet, seen).kind === 'short') continue;
    if ((await listUndecided(ctx, customerId)).has(id)) continue;
    found.push(
      `a service that could run, runs: service ${id} waits for ${price}, and there is ${balance}`,
    );
  }
  return found;
}
