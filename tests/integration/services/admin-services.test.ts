import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createService } from '@/lib/lifecycle/create-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import {
  countNotConnected,
  countServicesByState,
  getMoneyToday,
} from '@/lib/screens/admin/overview';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { findServiceCard, listServiceCards } from '@/lib/screens/admin/service-cards';
import { listServiceChoices } from '@/lib/screens/admin/service-choices';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import { previewService } from '@/lib/screens/admin/service-preview';
import {
  countServices,
  listServices,
  type ServiceListQuery,
  streamServices,
} from '@/lib/screens/admin/services';
import { ServiceInput } from '@/lib/services/service-input';
import {
  balanceOf,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';

beforeAll(async () => {
  await givenOperator();
  await getSql()`
    insert into networks (name, cidr, usage, created_at) values
      ('Homes', '10.99.0.0/16', 'permanent', now()), ('Flats', '10.3.0.0/16', 'permanent', now())`;
});

async function found(query: ServiceListQuery): Promise<number[]> {
  return (await listServices(staffCtx(), query)).rows.map(({ serviceId }) => serviceId);
}

describe('the list of services', () => {
  it('finds a service by its own data and by its customer’s', async () => {
    const customerId = await givenCustomer({ name: 'Zoe Quist', balance: 5_000n });
    const { itemId } = await givenPlan();
    const first = await givenService({
      customerId,
      itemId,
      network: { accessMethod: 'pppoe', login: 'zoe-home' },
    });
    const second = await givenService({
      customerId,
      itemId,
      network: {
        accessMethod: 'static',
        ipv4Mode: 'permanent',
        ipv4Address: '10.99.1.2',
        macAddresses: ['02:00:00:00:00:09'],
      },
    });
    expect(await found({ search: 'zoe-home' })).toEqual([first]);
    expect(await found({ search: '10.99.1' })).toEqual([second]);
    expect(await found({ search: '00:00:09' })).toEqual([second]);
    expect(await found({ search: 'quist' })).toEqual([second, first]);
    expect(await found({ search: `#s${first}` })).toEqual([first]);
    expect(await found({ search: 'quist', accessMethods: ['static'] })).toEqual([second]);
  });

  it('filters by status, reason and plan, and counts the same', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const running = await givenService({ customerId, itemId });
    const unpaid = await givenService({ customerId, itemId });
    const itemIds = [itemId];
    expect(await found({ itemIds, statuses: ['active'] })).toEqual([running]);
    expect(await found({ itemIds, reasons: ['unpaid'] })).toEqual([unpaid]);
    expect(await countServices(staffCtx(), { itemIds })).toEqual({ count: 2, atLeast: false });
  });

  it.each(['id', 'customer'] as const)('by %s shows every service once', async (column) => {
    const { itemId } = await givenPlan();
    for (const name of ['Same', 'Same', 'Other']) {
      const customerId = await givenCustomer({ name });
      await givenService({ customerId, itemId });
    }
    // Inserting rows directly makes pages without 60 commands.
    await getSql()`
      insert into services (customer_id, item_id, item_version_id, recurrence_mode, start_date, created_at, updated_at)
      select customer_id, item_id, item_version_id, recurrence_mode, start_date, now(), now()
      from services, generate_series(1, 30) where item_id = ${itemId}`;
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await listServices(staffCtx(), {
        itemIds: [itemId],
        sort: { column, direction: 'asc' },
        after,
      });
      seen.push(...page.rows.map(({ serviceId }) => serviceId));
      after = page.next;
    } while (after !== undefined);
    expect(seen.length).toBe(93);
    expect(new Set(seen).size).toBe(93);
  });

  it('is closed to subscribers, and its export to roles without that right', async () => {
    const customerId = await givenCustomer();
    await expect(listServices(subscriberCtx(customerId), {})).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(streamServices(staffCtx(undefined, 'support'), {}).next()).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('the card of a service', () => {
  it('shows the reason with actor and note, and what can still be deleted', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const paid = await givenService({ customerId, itemId });
    const untouched = await givenService({ customerId, itemId });
    await stopService(staffCtx(), { serviceId: paid, hold: 'staff_stopped', reason: 'Line works' });
    const cards = await listServiceCards(staffCtx(), { customerId });
    expect(cards.map(({ serviceId }) => serviceId)).toEqual([untouched, paid]);
    expect(await findServiceCard(staffCtx(), paid)).toMatchObject({
      status: 'stopped',
      holds: [{ reason: 'staff_stopped', note: 'Line works' }],
      hasHistory: true,
      push: { isConfirmed: false },
    });
    expect(await findServiceCard(staffCtx(), untouched)).toMatchObject({
      status: 'pending',
      hasHistory: false,
    });
    const { rows } = await listServiceHistory(staffCtx(), { serviceId: paid });
    expect(rows[0]).toMatchObject({
      action: 'hold_set',
      hold: 'staff_stopped',
      reason: 'Line works',
    });
  });
});

describe('the detail of a service', () => {
  it('returns every field as it was saved, but never a password', async () => {
    const customerId = await givenCustomer({ balance: 50_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({
      customerId,
      itemId,
      description: 'Flat 4',
      quantity: 2,
      unit: 'line',
      customPriceMinor: 450n,
      endDate: '2027-01-31',
      priority: 7,
      latitude: 51.5,
      longitude: -0.07,
      discounts: [{ kind: 'percent', percentPpm: 100_000, startDate: '2026-01-01', text: 'Loyal' }],
      network: {
        accessMethod: 'pppoe',
        login: 'flat4',
        password: 'top-secret-word',
        ipv4Mode: 'permanent',
        ipv4Address: '10.3.0.4',
        additionalNetworks: ['192.168.40.0/24'],
        ipv6Prefix: '2001:db8:4::/56',
        macAddresses: ['02-aa-00-00-00-04'],
        portId: 'olt-1/4',
      },
    });
    const detail = await getServiceDetail(staffCtx(), serviceId);
    expect(detail).toMatchObject({
      description: 'Flat 4',
      quantity: 2,
      unit: 'line',
      customPriceMinor: 450n,
      unitPriceMinor: 500n,
      priceTodayMinor: 810n,
      endDate: '2027-01-31',
      priority: 7,
      latitude: 51.5,
      longitude: -0.07,
      discounts: [{ kind: 'percent', percentPpm: 100_000, text: 'Loyal' }],
      hasOwnPassword: true,
      ipv4Address: '10.3.0.4',
      additionalNetworks: ['192.168.40.0/24'],
      ipv6Prefix: '2001:db8:4::/56',
      macAddresses: ['02:AA:00:00:00:04'],
      portId: 'olt-1/4',
    });
    const text = JSON.stringify(detail, (_key, part: unknown) =>
      typeof part === 'bigint' ? part.toString() : part,
    );
    expect(text).not.toContain('top-secret-word');
    expect(text).not.toContain('Sealed');
  });
});

describe('the preview of a new service', () => {
  it.each([
    ['plain', {}],
    ['with a custom price and quantity', { customPriceMinor: 333n, quantity: 3 }],
    [
      'with a discount',
      {
        discounts: [{ kind: 'percent' as const, percentPpm: 125_000, startDate: '2026-01-01' }],
      },
    ],
  ])('%s is what is then charged', async (_what, over) => {
    const customerId = await givenCustomer({ balance: 10_000n });
    const { itemId } = await givenPlan({ activationFeeMinor: 700n, taxRatePpm: 190_000 });
    const network = await givenMeans();
    const asked = { customerId, itemId, network, ...over };
    const preview = await previewService(staffCtx(), ServiceInput.parse(asked));
    expect(preview.startsWhenConnected).toBe(false);
    const { serviceId } = await createService(staffCtx(), asked);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(10_000n - preview.quote.totalMinor);
    expect(preview.outcome).toEqual({
      kind: 'pay',
      balanceAfterMinor: await balanceOf(customerId),
    });
  });

  it('says what is missing, and the service is then Pending', async () => {
    const customerId = await givenCustomer({ balance: 120n });
    const { itemId } = await givenPlan();
    const input = { customerId, itemId, network: await givenMeans() };
    const preview = await previewService(staffCtx(), ServiceInput.parse(input));
    expect(preview.outcome).toEqual({ kind: 'short', shortMinor: 380n });
    const { serviceId } = await createService(staffCtx(), input);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'pending', holds: ['unpaid'] });
  });

  it('says that nothing is charged before it can be connected, which is true', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const { routerId } = await givenMeans();
    for (const network of [undefined, { routerId }, { accessMethod: 'pppoe', login: 'lonely' }]) {
      const asked = ServiceInput.parse({ customerId, itemId, network });
      expect((await previewService(staffCtx(), asked)).startsWhenConnected).toBe(true);
      await createService(staffCtx(), asked);
    }
    expect(await balanceOf(customerId)).toBe(5_000n);
    expect((await countNotConnected(staffCtx())).all).toBeGreaterThanOrEqual(3);
  });
});

describe('the choices of the form', () => {
  it('offer only what is sold to this customer, and other services of the same customer', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const draft = await givenPlan({ name: 'Not on sale yet' });
    await getSql()`update catalog_items set status = 'draft' where id = ${draft.itemId}`;
    const serviceId = await givenService({ customerId, itemId });
    const foreign = await givenService({ customerId: await givenCustomer(), itemId });
    const choices = await listServiceChoices(staffCtx(), { customerId });
    const offered = choices.items.map((item) => item.itemId);
    expect(offered).toContain(itemId);
    expect(offered).not.toContain(draft.itemId);
    const others = choices.others.map((other) => other.serviceId);
    expect(others).toContain(serviceId);
    expect(others).not.toContain(foreign);
  });
});

describe('the overview', () => {
  it('counts live services by status and the money of the day', async () => {
    const before = await countServicesByState(staffCtx());
    const money = await getMoneyToday(staffCtx());
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    await givenService({ customerId, itemId });
    await givenService({ customerId, itemId });
    const after = await countServicesByState(staffCtx());
    expect(after.active - before.active).toBe(1);
    expect(after.pending - before.pending).toBe(1);
    const then = await getMoneyToday(staffCtx());
    expect(then.creditedMinor - money.creditedMinor).toBe(500n);
    expect(then.spentMinor - money.spentMinor).toBe(500n);
    expect(then.creditedByDayMinor.at(-1)).toBe(then.creditedMinor);
  });
});
