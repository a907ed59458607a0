import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { changeSettings } from '@/lib/settings/change-settings';
import { getSettings } from '@/lib/settings/get-settings';
import { asOwner } from '@/tests/support/as-owner';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { monthly, stateOf } from './sheet';
import { refusalOf } from './support';

beforeAll(() => givenOperator());

type Held = 'accounts' | 'customers' | 'services';

/** A customer with 90.00, and the sheet of one request of each kind. */
async function givenWish(kind: OrderRequest['kind'], balance = 9_000n) {
  const [plan, own] = [
    await givenPlan({ ...monthly, unitPriceMinor: 5_000n }),
    await givenPlan({ ...monthly, unitPriceMinor: 3_000n }),
  ];
  const customerId = await givenCustomer({ balance: 3_000n });
  const serviceId = await givenService({ customerId, itemId: own.itemId });
  const [pack] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor) values (${own.itemId}, '1 GB', 1000000000, 5000) returning id`;
  if (balance > 0n) await givenCredit(customerId, balance);
  const packId = Number(pack?.id);
  const { itemId } = plan;
  const requests: Record<OrderRequest['kind'], OrderRequest> = {
    new_service: { kind: 'new_service', itemId },
    plan_change: { kind: 'plan_change', serviceId, itemId, moment: 'now' },
    pack: { kind: 'pack', serviceId, packId },
  };
  const request = requests[kind];
  const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
  const raise = async () => {
    await getSql()`update catalog_item_versions set unit_price_minor = 8000 where id = ${plan.versionId}`;
    await getSql()`update packs set price_minor = 8000 where id = ${packId}`;
  };
  return { customerId, serviceId, preview, raise };
}

type Wish = Awaited<ReturnType<typeof givenWish>>;

function confirm({ customerId, preview: { orderId, request, sealedQuote: quote } }: Wish) {
  return placeOrder(subscriberCtx(customerId), { orderId, customerId, request, quote });
}

/** Locks one of the customer's rows until `work` has started and waits for it; runs `meanwhile` in between. */
async function whileHeld<T>(
  { table, customerId }: { table: Held; customerId: number },
  work: () => Promise<T>,
  meanwhile: () => Promise<void>,
): Promise<T> {
  const column = table === 'customers' ? 'id' : 'customer_id';
  let begun: Promise<T> | undefined;
  await getSql().begin(async (tx) => {
    await tx.unsafe(`select 1 from ${table} where ${column} = ${customerId} for update`);
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    begun = work();
    begun.catch(() => undefined);
    await untilSomebodyWaitsFor(own?.pid ?? 0);
    await meanwhile();
  });
  if (!begun) throw new Error('the work never began');
  return begun;
}

async function untilSomebodyWaitsFor(pid: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (performance.now() < deadline) {
    const [row] = await getSql()<{ waits: boolean }[]>`
      select exists (select 1 from pg_locks where not granted and ${pid} = any(pg_blocking_pids(pid))) as waits`;
    if (row?.waits) return;
    await sleep(25);
  }
  throw new Error('nobody waited for the held row');
}

const races: [OrderRequest['kind'], Held][] = [
  ['new_service', 'accounts'],
  ['new_service', 'customers'],
  ['plan_change', 'accounts'],
  ['plan_change', 'services'],
  ['pack', 'accounts'],
  ['pack', 'services'],
];

describe('a price that rises while a confirmed order waits for a lock', () => {
  it.each(races)('is not charged: %s, held up at %s', async (kind, table) => {
    const wish = await givenWish(kind);
    const { customerId, raise } = wish;
    const placed = whileHeld({ table, customerId }, () => confirm(wish), raise);
    expect(await refusalOf(placed)).toBe('quote_changed');
    expect(await balanceOf(customerId)).toBe(9_000n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it.each(races)(
    'is not charged when the money has arrived: %s, held up at %s',
    async (kind, table) => {
      const wish = await givenWish(kind, 0n);
      const { customerId, raise } = wish;
      const { orderId } = await confirm(wish);
      await givenCredit(customerId, 9_000n);
      const spend = () => putCreditToUse(systemCtx(start), { customerId, orderId });
      await whileHeld({ table, customerId }, spend, raise);
      expect(await stateOf(orderId)).toEqual({ state: 'failed', failure: 'quote_changed' });
      expect(await balanceOf(customerId)).toBe(9_000n);
    },
  );

  it('is not charged when tax is added to prices in the meantime', async () => {
    await givenOperator({ taxMode: 'inclusive' });
    const wish = await givenWish('new_service');
    const { customerId, preview } = wish;
    await getSql()`update catalog_item_versions set tax_rate_ppm = 190000 where item_id = ${'itemId' in preview.request ? preview.request.itemId : 0}`;
    const fresh = await previewOrder(subscriberCtx(customerId), {
      customerId,
      request: preview.request,
    });
    const { currencyExponent: _digits, ...settings } = await getSettings({});
    const taxOnTop = () => changeSettings(staffCtx(), { ...settings, taxMode: 'exclusive' });
    const placed = whileHeld(
      { table: 'accounts', customerId },
      () => confirm({ ...wish, preview: fresh }),
      taxOnTop,
    );
    expect(await refusalOf(placed)).toBe('quote_changed');
    expect(await balanceOf(customerId)).toBe(9_000n);
    await givenOperator();
  });
});

describe('a price that rises in the middle of an execution', () => {
  it('is rolled back with everything else, so that nothing is charged and no service exists', async () => {
    const wish = await givenWish('new_service');
    const { customerId, preview } = wish;
    await asOwner((sql) =>
      sql.unsafe(`
      create function raise_price() returns trigger language plpgsql as $$
      begin
        update catalog_item_versions set unit_price_minor = 8000 where id = new.item_version_id;
        return new;
      end $$;
      create trigger raise_price after insert on services for each row execute function raise_price();`),
    );
    expect(await refusalOf(confirm(wish))).toBe('quote_changed');
    await asOwner((sql) =>
      sql.unsafe('drop trigger raise_price on services; drop function raise_price()'),
    );
    expect(await balanceOf(customerId)).toBe(9_000n);
    const [row] = await getSql()<{ services: number; orders: number }[]>`
      select (select count(*)::int from services where customer_id = ${customerId}) as services,
             (select count(*)::int from orders where customer_id = ${customerId}) as orders`;
    expect(row).toEqual({ services: 1, orders: 0 });
    expect(preview.quote.totalMinor).toBe(5_000n);
  });
});
