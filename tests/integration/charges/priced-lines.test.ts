import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import { createService } from '@/lib/lifecycle/create-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { listServicePeriods } from '@/lib/screens/admin/service-history';
import { getStatement } from '@/lib/screens/shared/papers';
import { listEntries } from '@/lib/screens/shared/wallet';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  givenCustomer,
  givenOperator,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmOrder, refusalOf } from '../orders/support';
import { changeTo, check, givenRunning, linesOf } from './support';

beforeAll(() => givenOperator({ taxMode: 'inclusive' }));

const tenPercent = { kind: 'percent', percentPpm: 100_000, startDate: '2026-01-01' } as const;

describe('a period', () => {
  const thrice = {
    ...{ quantity: 3, unitPriceMinor: 2_000n, isCustom: false, listMinor: 6_000n },
    discounts: [{ kind: 'percent', percentPpm: 100_000, worthMinor: 600n }],
    ...{ taxRatePpm: 190_000, taxMode: 'inclusive', grossMinor: 5_400n },
  };
  const paid = { what: 'period', netMinor: 4_538n, taxMinor: 862n, grossMinor: 5_400n };

  it('says for how many units, at what price, with which discount and tax, when bought and when renewed', async () => {
    const { serviceId, customerId } = await givenRunning(
      { unitPriceMinor: 2_000n, taxRatePpm: 190_000 },
      { quantity: 3, discounts: [tenPercent] },
    );
    await sweepRecurrences(systemCtx(at(start, { days: 31 })));
    expect(await linesOf(serviceId)).toMatchObject([
      { ...paid, startsAt: start, endsAt: at(start, { days: 31 }), share: null, price: thrice },
      { ...paid, startsAt: at(start, { days: 31 }), price: thrice },
    ]);
    expect(await check(customerId)).toEqual([]);
  });

  it('says that its price was agreed for the service', async () => {
    const { serviceId } = await givenRunning({}, { customPriceMinor: 1_700n });
    const price = { isCustom: true, unitPriceMinor: 1_700n, listMinor: 1_700n };
    expect(await linesOf(serviceId)).toMatchObject([{ grossMinor: 1_700n, price }]);
  });

  it('has its fees on lines of their own', async () => {
    const { serviceId, customerId } = await givenRunning({
      activationFeeMinor: 1_190n,
      taxRatePpm: 190_000,
    });
    expect(await linesOf(serviceId)).toMatchObject([
      { what: 'period', grossMinor: 3_000n, taxMinor: 479n },
      { what: 'activation_fee', grossMinor: 1_190n, taxMinor: 190n, price: { quantity: 1 } },
    ]);
    expect(await check(customerId)).toEqual([]);
  });

  it('shares its price with every service priced in the same way', async () => {
    const one = await givenRunning();
    const { customerId, itemId } = one;
    for (let count = 0; count < 3; count += 1) await givenService({ customerId, itemId });
    const rows = await getSql()`
      select distinct p.price_id from periods p join services s on s.id = p.service_id where s.item_id = ${itemId}
      union select c.price_id from schedule c join services s on s.id = c.service_id where s.item_id = ${itemId}`;
    expect(rows).toHaveLength(1);
  });

  it('of a service priced before prices were recorded has an amount and no invented details', async () => {
    const { serviceId } = await givenRunning({ activationFeeMinor: 1_000n });
    await asOwner(async (sql) => {
      await sql`set session_replication_role = replica`;
      await sql`update periods set price_id = null where service_id = ${serviceId}`;
      await sql`delete from charge_lines where service_id = ${serviceId}`;
    });
    expect(await linesOf(serviceId)).toMatchObject([{ grossMinor: 4_000n, price: null }]);
  });
});

describe('a line', () => {
  it('says what a pack, a one-time item and the fee of a plan change cost', async () => {
    const world = await givenRunning({ changeFeeUpMinor: 500n });
    const { customerId, serviceId, itemId } = world;
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values (${itemId}, '1 GB', 1000000000, 200) returning id`;
    const request = { kind: 'pack', serviceId, packId: Number(pack?.id) } as const;
    await confirmOrder(subscriberCtx(customerId), customerId, request);
    await changeTo(world, { unitPriceMinor: 5_000n }, at(start, { hours: 1 }));
    expect((await linesOf(serviceId)).map(({ what, grossMinor }) => [what, grossMinor])).toEqual([
      ['period', 3_000n],
      ['pack', 200n],
      ['unused_credit', -2_996n],
      ['change_fee', 500n],
      ['period', 5_000n],
    ]);
    const { itemId: installation } = await createItem(systemCtx(), {
      ...{ name: 'Installation', kind: 'custom', status: 'active' },
      terms: { unitPriceMinor: 3_000n, recurrenceMode: 'none', activationFeeMinor: 300n },
    });
    const { serviceId: once } = await createService(systemCtx(), {
      ...{ customerId, itemId: installation },
    });
    expect(await linesOf(once)).toMatchObject([
      { what: 'one_time', grossMinor: 3_000n },
      { what: 'activation_fee', grossMinor: 300n },
    ]);
    expect(await check(customerId)).toEqual([]);
  });

  it('cannot be changed or deleted, and neither can a price or what was paid for a period', async () => {
    const { serviceId } = await givenRunning({ activationFeeMinor: 100n });
    const attempts = [
      `update charge_lines set net_minor = 0 where service_id = ${serviceId}`,
      `delete from charge_lines where service_id = ${serviceId}`,
      'update prices set quantity = 9',
      'delete from prices',
      `update periods set price_minor = 1 where service_id = ${serviceId}`,
      `update periods set price_id = null where service_id = ${serviceId}`,
      `update periods set granted_bytes = 1 where service_id = ${serviceId}`,
      `update periods set starts_at = starts_at - interval '1 day' where service_id = ${serviceId}`,
    ];
    for (const attempt of attempts)
      await expect(
        asOwner((sql) => sql.unsafe(attempt)),
        attempt,
      ).rejects.toThrow(/append-only|keeps what was paid for/);
    await asOwner(
      (sql) => sql`update periods set ended_early_at = now() where service_id = ${serviceId}`,
    );
  });

  it('without its money or its price is refused, and so is giving back more than was paid', async () => {
    const { customerId, serviceId } = await givenRunning();
    const [account] = await getSql()<{ id: string }[]>`
      select id from accounts where customer_id = ${customerId} and kind = 'wallet'`;
    const add = (minor: number, paid: number, priceId: number | null = null) =>
      getSql().begin(async (tx) => {
        if (paid > 0)
          await tx`insert into transfers (cause_key, debit_account_id, credit_account_id, amount_minor, kind,
              customer_account_id, balance_after_minor, customer_id, at, actor)
            select 'order:planted', id, ${account?.id ?? 0}, ${paid}, 'plan_change_refund', ${account?.id ?? 0}, 0,
              ${customerId}, now(), 'test' from accounts where kind = 'revenue'`;
        await tx`insert into charge_lines (cause_key, line, what, account_id, customer_id, service_id, net_minor,
            tax_minor, period_index, price_id, part, part_of, part_unit, at)
          values ('order:planted', 0, 'unused_credit', ${account?.id ?? 0}, ${customerId}, ${serviceId}, ${-minor}, 0, 0,
            ${priceId}, 1, 1, 'seconds', now())`;
      });
    await expect(add(3_000, 3_000, 999_999)).rejects.toThrow('price 999999 does not exist');
    await expect(add(3_000, 0)).rejects.toThrow('and its transfers 0');
    await expect(add(3_001, 3_001)).rejects.toThrow('gives back more than was paid');
  });

  it('is shown to the customer, to staff and on the statement, and to no other customer', async () => {
    const { customerId, serviceId } = await givenRunning({ taxRatePpm: 190_000 }, { quantity: 2 });
    const price = { quantity: 2, unitPriceMinor: 3_000n };
    const entries = await listEntries(subscriberCtx(customerId), { customerId });
    expect(entries.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['tax', 0],
      ['period', 1],
      ['cash', 0],
    ]);
    expect(entries[1]?.lines).toMatchObject([{ what: 'period', taxMinor: 958n, price }]);
    const { rows } = await listServicePeriods(staffCtx(), { serviceId });
    expect(rows).toMatchObject([{ index: 0, lines: [{ grossMinor: 6_000n, price }] }]);
    const statement = await getStatement(subscriberCtx(customerId), {
      ...{ customerId, month: '2026-03' },
    });
    expect(statement.lines).toMatchObject([
      { kind: 'cash', parts: [] },
      { kind: 'period', parts: [{ grossMinor: 6_000n, price }] },
    ]);
    const stranger = await givenCustomer();
    const others = listEntries(subscriberCtx(stranger), { customerId });
    expect(await refusalOf(others)).toBe('not_found');
  });
});
