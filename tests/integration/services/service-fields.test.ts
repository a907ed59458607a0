import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { type ChangeService, changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import type { ServiceInput } from '@/lib/services/service-input';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenRouter, refusalOf } from '../network/support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

async function running(balance = 5_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

const change = (input: ChangeService, now = start) => changeService(staffCtx(now), input);

describe('adding a service', () => {
  it('is one service for a double click and for the back button', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const requestId = crypto.randomUUID();
    const network = { ...(await givenMeans()), login: 'twice' };
    const add = () => createService(staffCtx(), { customerId, itemId, requestId, network });
    const [first, second] = await Promise.all([add(), add()]);
    const third = await add();
    expect(second.serviceId).toBe(first.serviceId);
    expect(third).toMatchObject({ serviceId: first.serviceId, isRepeat: true });
    expect(await balanceOf(customerId)).toBe(4_500n);
    const audits = await getSql()`
      select 1 from audit_log where action = 'service.create' and customer_id = ${customerId}`;
    expect(audits.length).toBe(1);
  });

  it.each<[string, Partial<ServiceInput>]>([
    ['quantity', { quantity: 2 }],
    ['price', { customPriceMinor: 1n }],
    ['end date', { endDate: '2027-01-01' }],
    ['password', { network: { password: 'another-password' } }],
  ])('refuses a form that is resubmitted with another %s', async (_what, changed) => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const form = { customerId, itemId, requestId: crypto.randomUUID() };
    const { serviceId } = await createService(staffCtx(), form);
    expect(await refusalOf(createService(staffCtx(), { ...form, ...changed }))).toMatchObject({
      key: 'form_reused',
    });
    expect(await createService(staffCtx(), form)).toMatchObject({ serviceId, isRepeat: true });
  });

  it('that renews needs a pay period', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan();
    const endless = { customerId, itemId, intervalCount: null, intervalUnit: null };
    expect(await refusalOf(createService(staffCtx(), endless))).toMatchObject({
      key: 'interval_required',
      field: 'intervalCount',
    });
  });
});

describe('the pay period of a service', () => {
  it('changes where the running period ends, and periods still tile', async () => {
    const { serviceId } = await running();
    await change({ serviceId, fields: { intervalCount: 1, intervalUnit: 'month' } });
    expect((await periodsOf(serviceId)).length).toBe(1);
    const due = at(start, { days: 7 });
    await sweepRecurrences(systemCtx(at(due, { hours: -1 })));
    expect((await periodsOf(serviceId)).length).toBe(1);
    await sweepRecurrences(systemCtx(due));
    expect(await periodsOf(serviceId)).toMatchObject([
      { index: 0, startsAt: '2026-03-02T09:00:00.000Z', endsAt: '2026-03-09T09:00:00.000Z' },
      // 09:00 in London is 08:00 UTC once summer time has begun.
      { index: 1, startsAt: '2026-03-09T09:00:00.000Z', endsAt: '2026-04-09T08:00:00.000Z' },
    ]);
  });

  it('that switches to invoicing charges the postpaid account from the next period on', async () => {
    const { serviceId, customerId } = await running();
    await change({ serviceId, fields: { recurrenceMode: 'one_off' } });
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(4_500n);
    expect(await balanceOf(customerId, 'postpaid')).toBe(-500n);
  });

  it('that ends with its period is not charged again', async () => {
    const { serviceId, customerId } = await running();
    await change({ serviceId, fields: { recurrenceMode: 'none' } });
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(4_500n);
  });

  it('cannot be incomplete, or removed once it was charged', async () => {
    const { serviceId } = await running();
    const refused = async (fields: ChangeService['fields']) =>
      (await refusalOf(change({ serviceId, fields }))).key;
    expect(await refused({ intervalCount: null })).toBe('interval_incomplete');
    expect(await refused({ intervalCount: null, intervalUnit: null })).toBe('interval_required');
    const oneTime = { recurrenceMode: 'none', intervalCount: null, intervalUnit: null } as const;
    expect(await refused(oneTime)).toBe('interval_of_charged_service');
  });
});

describe('the start date of a service', () => {
  it('can be put off and brought forward until the first charge', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await change({ serviceId, fields: { startDate: '2026-03-20' } });
    expect((await serviceNow(serviceId)).holds).toEqual(['not_started', 'unpaid']);
    await givenCredit(customerId, 5_000n);
    expect((await serviceNow(serviceId)).status).toBe('pending');
    await change({ serviceId, fields: { startDate: '2026-03-02' } });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(4_500n);
    expect(
      await refusalOf(change({ serviceId, fields: { startDate: '2026-03-20' } })),
    ).toMatchObject({ key: 'service_has_started', field: 'startDate' });
  });
});

describe('a service that waits for another', () => {
  async function pair(balance: bigint) {
    const customerId = await givenCustomer({ balance });
    const { itemId } = await givenPlan();
    const first = await givenService({ customerId, itemId, startDate: '2026-03-10' });
    const second = await givenService({ customerId, itemId, waitsForServiceId: first });
    return { customerId, itemId, first, second };
  }

  it('is released and charged in the transaction in which that one becomes active', async () => {
    const { customerId, first, second } = await pair(5_000n);
    expect((await serviceNow(second)).holds).toEqual(['unpaid', 'waiting']);
    await change({ serviceId: first, fields: { startDate: '2026-03-02' } });
    expect((await serviceNow(second)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(4_000n);
    const [row] = await getSql()`
      select count(distinct xmin::text) as transactions from service_history
      where service_id in (${first}, ${second}) and action = 'hold_lifted'`;
    expect(row?.['transactions']).toBe('1');
  });

  it('stays Pending for lack of credit rather than for the other, when there is credit for one', async () => {
    const { first, second } = await pair(500n);
    await change({ serviceId: first, fields: { startDate: '2026-03-02' } });
    expect((await serviceNow(first)).status).toBe('active');
    expect((await serviceNow(second)).holds).toEqual(['unpaid']);
  });

  it('does not wait for a service that is already active', async () => {
    const { customerId, itemId, serviceId } = await running();
    const next = await givenService({ customerId, itemId, waitsForServiceId: serviceId });
    expect((await serviceNow(next)).status).toBe('active');
  });

  it('is part of a chain within one customer, never of a cycle', async () => {
    const { first, second } = await pair(0n);
    const wait = (serviceId: number, waitsForServiceId: number | null) =>
      change({ serviceId, fields: { waitsForServiceId } });
    expect((await refusalOf(wait(first, second))).key).toBe('waits_for_circle');
    expect((await refusalOf(wait(first, first))).key).toBe('waits_for_circle');
    const other = await running();
    expect((await refusalOf(wait(second, other.serviceId))).key).toBe('waits_for_unknown');
    await wait(second, null);
    expect((await serviceNow(second)).holds).toEqual(['unpaid']);
    await wait(first, second);
    expect((await serviceNow(first)).holds).toEqual(['not_started', 'unpaid', 'waiting']);
  });
});

describe('the password of a service', () => {
  it('is set, kept and taken away again, each time telling the router once', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const routerId = await givenRouter();
    const network = { routerId, accessMethod: 'pppoe', login: `pw-${customerId}` } as const;
    const serviceId = await givenService({ customerId, itemId, network });
    const own = async () => (await getServiceDetail(staffCtx(), serviceId)).hasOwnPassword;
    const version = async () => (await serviceNow(serviceId)).desiredVersion;
    await change({ serviceId, network: { ...network, password: 'own-secret-1' } });
    const withOwn = await version();
    await change({ serviceId, network });
    expect([await own(), await version()]).toEqual([true, withOwn]);
    await change({ serviceId, network: { ...network, removesPassword: true } });
    expect([await own(), await version()]).toEqual([false, withOwn + 1]);
    await change({ serviceId, network: { ...network, removesPassword: true } });
    expect(await version()).toBe(withOwn + 1);
    const { rows } = await listServiceHistory(staffCtx(), { serviceId });
    expect(rows.flatMap(({ action, after }) => (action === 'changed' ? [after] : []))).toEqual([
      { password: 'removed' },
      { password: 'changed' },
    ]);
    const both = { ...network, password: 'own-secret-2', removesPassword: true };
    expect(await refusalOf(change({ serviceId, network: both }))).toMatchObject({
      key: 'password_set_and_removed',
      field: 'password',
    });
  });
});

describe('the history of a service', () => {
  it('names each change with the previous value, and an unchanged form leaves no line', async () => {
    const { serviceId } = await running();
    const discount = { kind: 'percent', percentPpm: 100_000, startDate: '2026-03-02' } as const;
    const input: ChangeService = {
      serviceId,
      fields: { description: 'Flat 4', quantity: 1, customPriceMinor: 450n },
      discounts: [discount],
      reason: 'Agreed by phone',
    };
    await change(input);
    await change(input);
    await change({ serviceId, discounts: [] });
    const { rows } = await listServiceHistory(staffCtx(), { serviceId });
    const changes = rows.filter(({ action }) => action === 'changed');
    expect(changes.map(({ before, after, reason }) => ({ before, after, reason }))).toEqual([
      {
        before: { discounts: [expect.objectContaining(discount)] },
        after: { discounts: [] },
        reason: null,
      },
      {
        before: { description: '', customPriceMinor: null, discounts: [] },
        after: {
          description: 'Flat 4',
          customPriceMinor: '450',
          discounts: [expect.objectContaining(discount)],
        },
        reason: 'Agreed by phone',
      },
    ]);
  });

  it('knows the names of what its lines refer to', async () => {
    const { serviceId } = await running();
    const routerId = await givenRouter();
    const network = { routerId, accessMethod: 'pppoe', login: `named-${serviceId}` } as const;
    await change({ serviceId, network });
    const { names } = await listServiceHistory(staffCtx(), { serviceId });
    expect(names.router.get(routerId)).toMatch(/^Router \d+$/);
  });
});
