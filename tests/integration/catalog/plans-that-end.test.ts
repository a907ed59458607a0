import { beforeAll, describe, expect, it } from 'vitest';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { createItem } from '@/lib/catalog/create-item';
import { CreateItem } from '@/lib/catalog/item-input';
import { getTargetTerms } from '@/lib/catalog/lookups';
import { writeDecimal } from '@/lib/catalog/rules/decimals';
import { DomainError } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { previewOrder } from '@/lib/orders/preview-order';
import { changeItem } from '@/lib/rollouts/change-item';
import { importItems, previewImport } from '@/lib/rollouts/import-items';
import { previewItemChange } from '@/lib/rollouts/preview-item-change';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import { startRollout } from '@/lib/rollouts/start-rollout';
import { listOffers } from '@/lib/screens/portal/plans';
import { asOwner } from '@/tests/support/as-owner';
import {
  GIGABYTE,
  givenCustomer,
  givenEndlessPlan,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { formOf, givenSubscribers, refusalOf, rowsOf, runToTheEnd } from './support';

beforeAll(() => givenOperator());

const once = { recurrenceMode: 'none', intervalCount: null, intervalUnit: null } as const;

async function fieldRefused(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof DomainError ? [error.field, error.key] : error;
}

describe('an internet plan charged once without a pay period', () => {
  it.each([null, 20n * GIGABYTE])(
    'cannot be created, whatever its data limit: %s',
    (dataLimitBytes) => {
      const terms = { ...once, unitPriceMinor: 2_000n, dataLimitBytes };
      const parsed = CreateItem.safeParse({ name: 'For ever', kind: 'internet', terms });
      expect(parsed.error?.issues).toMatchObject([
        { path: ['terms', 'intervalUnit'], message: 'plan_never_ends' },
      ]);
    },
  );

  it('can be created with a pay period, and other kinds without', async () => {
    const terms = { ...once, unitPriceMinor: 2_000n };
    const pass = { ...terms, intervalCount: 1, intervalUnit: 'day', dataLimitBytes: GIGABYTE };
    await createItem(staffCtx(), { name: 'Pass', kind: 'internet', terms: pass } as CreateItem);
    await createItem(staffCtx(), { name: 'Cable', kind: 'custom', terms });
  });

  it('does not result from a service losing its period or its end', async () => {
    const { itemId } = await givenPlan({ dataLimitBytes: null });
    const customerId = await givenCustomer({});
    const { serviceId } = await createService(staffCtx(), { customerId, itemId });
    const lost = changeService(staffCtx(), { serviceId, fields: once });
    expect(await fieldRefused(lost)).toEqual(['intervalCount', 'service_never_ends']);
    const endDate = '2031-01-31';
    await changeService(staffCtx(), { serviceId, fields: { ...once, endDate } });
    const endless = changeService(staffCtx(), { serviceId, fields: { endDate: null } });
    expect(await fieldRefused(endless)).toEqual(['endDate', 'service_never_ends']);
    await changeService(staffCtx(), { serviceId, fields: { endDate: '2031-03-31' } });
  });

  it('does not result from a change of terms, nor from its preview', async () => {
    const { itemId } = await givenPlan();
    const form = await formOf(itemId, { terms: once });
    const refused = ['terms.intervalUnit', 'plan_never_ends'];
    expect(await fieldRefused(changeItem(staffCtx(), form))).toEqual(refused);
    expect(await fieldRefused(previewItemChange(staffCtx(), form))).toEqual(refused);
  });

  it('is refused in a file at its cell, for a new and for an existing plan', async () => {
    const { itemId } = await givenPlan({ name: 'Known plan' });
    const text = [
      'name,kind,unit_price,renewal,interval_count,interval_unit',
      'New plan,internet,20,none,,',
      'Known plan,internet,20,none,,',
      'Day plan,internet,20,none,1,day',
    ].join('\n');
    const rows = await previewImport(staffCtx(), { text });
    const problem = { column: 'interval_unit', key: 'plan_never_ends' };
    expect(rows.map(({ result, problems }) => [result, problems])).toEqual([
      ['error', [problem]],
      ['error', [problem]],
      ['create', []],
    ]);
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 1, changed: 0 });
    expect(await formOf(itemId)).toMatchObject({ terms: { intervalCount: 1 } });
  });

  it('that already exists can be imported from its own export, renamed and retired, but not put on sale', async () => {
    const { itemId } = await givenEndlessPlan();
    const { name, terms } = await formOf(itemId);
    const price = writeDecimal(terms.unitPriceMinor, 2);
    const rowOf = (status: string, description = terms.description) =>
      [
        'name,kind,status,unit_price,renewal,interval_count,interval_unit,description',
        `${name},internet,${status},${price},none,,,${description}`,
      ].join('\n');
    const preview = async (text: string) =>
      (await previewImport(staffCtx(), { text })).map((row) => [row.result, row.problems]);
    expect(await preview(rowOf('active'))).toEqual([['unchanged', []]]);
    expect(await preview(rowOf('active', 'Old'))).toEqual([['change', []]]);
    expect(await importItems(staffCtx(), { text: rowOf('retired') })).toMatchObject({ changed: 1 });
    const problem = { column: 'interval_unit', key: 'plan_never_ends' };
    expect(await preview(rowOf('active'))).toEqual([['error', [problem]]]);
    expect(await importItems(staffCtx(), { text: rowOf('active') })).toMatchObject({ changed: 0 });
  });

  it('that was already on sale is no longer offered, cannot be ordered and cannot go on sale again', async () => {
    const { itemId } = await givenEndlessPlan();
    const customerId = await givenCustomer({ balance: 5_000n });
    const ctx = subscriberCtx(customerId);
    const offers = await listOffers(ctx, customerId);
    expect(offers.map((offer) => offer.itemId)).not.toContain(itemId);
    const asked = { customerId, request: { kind: 'new_service', itemId } } as const;
    expect(await refusalOf(previewOrder(ctx, asked))).toBe('not_found');
    expect(await refusalOf(previewOrder(staffCtx(), asked))).toBe('not_found');
    await changeItemStatus(staffCtx(), { itemId, status: 'retired' });
    const again = changeItemStatus(staffCtx(), { itemId, status: 'active' });
    expect(await refusalOf(again)).toBe('plan_never_ends');
  });

  it('that already exists can be changed otherwise, also back to a plan with a pay period', async () => {
    const { itemId } = await givenEndlessPlan();
    const saved = async (terms: object, over: object = {}) => {
      const form = await formOf(itemId, { ...over, terms });
      await previewItemChange(staffCtx(), form);
      return changeItem(staffCtx(), form);
    };
    await saved({}, { name: 'Old pass, renamed' });
    await saved({ downBitsPerSecond: 30_000_000n });
    expect(await formOf(itemId)).toMatchObject({
      name: 'Old pass, renamed',
      terms: { downBitsPerSecond: 30_000_000n, intervalCount: null },
    });
    await saved({ intervalCount: 1, intervalUnit: 'month' });
    expect(await fieldRefused(saved(once))).toEqual(['terms.intervalUnit', 'plan_never_ends']);
  });

  it('can be added as a service by staff only with a pay period that ends it', async () => {
    const { itemId } = await givenEndlessPlan();
    const customerId = await givenCustomer({ balance: 5_000n });
    const create = (over: object) =>
      createService(staffCtx(), { customerId, itemId, ...over } as never);
    expect(await fieldRefused(create({}))).toEqual(['intervalCount', 'service_never_ends']);
    expect(await refusalOf(create({ endDate: '2031-01-01' }))).toBe('service_never_ends');
    expect(await refusalOf(create({ intervalCount: 1, intervalUnit: 'month' }))).toBe(
      'not refused',
    );
  });
});

describe('terms rolled out to services', () => {
  it('show before and after which services keep their own pay period or price', async () => {
    const { itemId } = await givenPlan();
    const [one] = await givenSubscribers(itemId, 1);
    const own = await givenCustomer({ balance: 5_000n });
    const monthly = { intervalCount: 1, intervalUnit: 'month' } as const;
    const both = await givenService({ customerId: own, itemId, customPriceMinor: 111n });
    const alike = await givenService({ customerId: own, itemId, ...monthly });
    const terms = { ...monthly, unitPriceMinor: 900n };
    const form = await formOf(itemId, { terms, existing: 'now' });
    const kept = [
      [one?.serviceId, 'kept_pay_period'],
      [both, 'kept_both'],
      [alike, null],
    ];
    const preview = (await previewItemChange(staffCtx(), form)).rollouts?.now;
    expect(preview?.summary).toMatchObject({ applied: 3, kept: 2 });
    expect(
      preview?.rows.map(({ serviceId, change }) => [
        serviceId,
        change.kind === 'apply' ? change.kept : change.kind,
      ]),
    ).toEqual(kept);
    const { rolloutId } = await changeItem(staffCtx(), form);
    await runToTheEnd(rolloutId ?? '');
    const rows = await rowsOf(rolloutId ?? '');
    expect(rows.map(({ serviceId, reason }) => [serviceId, reason])).toEqual(kept);
    expect(rows.every(({ state }) => state === 'applied')).toBe(true);
  });

  it('charged once leave existing services on their pay period, and say so for each', async () => {
    const { itemId, versionId } = await givenPlan();
    const subscribers = await givenSubscribers(itemId, 2);
    await asOwner(
      (sql) => sql`with next as (
        insert into catalog_item_versions (item_id, version, unit_price_minor, recurrence_mode, created_at)
        select item_id, 2, 2000, 'none', created_at from catalog_item_versions where id = ${versionId}
        returning id)
        update catalog_items set current_version_id = next.id from next where catalog_items.id = ${itemId}`,
    );
    const { versionId: target } = { versionId: (await formOf(itemId)).expectedVersionId };
    const plan = {
      kind: 'version',
      moment: 'now',
      target: await getTargetTerms({}, target),
    } as const;
    const preview = await previewRollout(staffCtx(), { itemId, plan });
    expect(preview.summary).toMatchObject({ applied: 2, kept: 2 });
    const { rolloutId } = await startRollout(staffCtx(), {
      ...{ rolloutId: newId(), itemId, targetItemId: itemId, moment: 'now' },
    });
    await runToTheEnd(rolloutId);
    expect((await rowsOf(rolloutId)).map(({ serviceId, reason }) => [serviceId, reason])).toEqual(
      subscribers.map(({ serviceId }) => [serviceId, 'kept_pay_period']),
    );
  });
});
