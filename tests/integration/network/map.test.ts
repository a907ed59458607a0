import { beforeAll, describe, expect, it } from 'vitest';
import { createSite } from '@/lib/catalog/sites/create-site';
import type { ServiceStatus } from '@/lib/kit/words';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import {
  getMapServices,
  getServicePlace,
  listMapServices,
  listMapSites,
} from '@/lib/screens/admin/map';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenServiceWith, refusalOf } from './support';

beforeAll(() => givenOperator());

describe('the place of a service', () => {
  it('is set, shown on the map with its status, and removed again', async () => {
    const serviceId = await givenServiceWith({ ipv4Mode: 'none' }, 'Ida Cole');
    const place = { latitude: 51.5, longitude: -0.09 };
    await changeService(staffCtx(), { serviceId, fields: place });
    const shown = await getMapServices(staffCtx(), { search: 'ida' });
    expect(shown).toMatchObject({ located: 1, total: 1, rows: [{ serviceId, ...place }] });
    await changeService(staffCtx(), { serviceId, fields: { latitude: null, longitude: null } });
    expect(await getMapServices(staffCtx(), { search: 'ida' })).toMatchObject({
      located: 0,
      total: 1,
      rows: [],
    });
  });

  it('defaults to its site when it has none yet', async () => {
    const { siteId } = await createSite(staffCtx(), { name: 'Far', latitude: 10, longitude: 20 });
    await createSite(staffCtx(), { name: 'Farther', latitude: 50, longitude: 60 });
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId, siteId });
    expect((await getServicePlace(staffCtx(), serviceId)).near).toEqual({
      latitude: 10,
      longitude: 20,
    });
    const nowhere = await givenService({ customerId, itemId });
    expect((await getServicePlace(staffCtx(), nowhere)).near).toEqual({
      latitude: 30,
      longitude: 40,
    });
    expect((await listMapSites(staffCtx())).map((site) => site.name)).toEqual(['Far', 'Farther']);
  });

  it('is listed by status, with archived services separate', async () => {
    const customerId = await givenCustomer({ name: 'Kim Ash', balance: 500n });
    const { itemId } = await givenPlan();
    const at = { latitude: 1, longitude: 2 };
    const active = await givenService({ customerId, itemId, ...at });
    const pending = await givenService({ customerId, itemId, ...at });
    const gone = await givenService({ customerId, itemId, ...at });
    await archiveService(systemCtx(), { serviceId: gone, reason: 'gone' });
    const shown = async (...statuses: ServiceStatus[]) => {
      const { rows } = await getMapServices(staffCtx(), { search: 'kim ash', statuses });
      return rows.map(({ serviceId, status }) => [serviceId, status]);
    };
    expect(await shown()).toEqual([
      [active, 'active'],
      [pending, 'pending'],
    ]);
    expect(await shown('pending')).toEqual([[pending, 'pending']]);
    expect(await shown('stopped', 'disabled')).toEqual([]);
  });

  it('is for staff', async () => {
    const customerId = await givenCustomer();
    expect(await refusalOf(getMapServices(subscriberCtx(customerId), {}))).toMatchObject({
      key: 'forbidden',
    });
  });
});

describe('the list beside the map', () => {
  it('pages through every live service once, by location and status', async () => {
    const customerId = await givenCustomer({ name: 'Jo Park' });
    const { itemId } = await givenPlan();
    const ids: number[] = [];
    for (let index = 0; index < 53; index += 1) {
      const at = index % 2 === 0 ? { latitude: 1, longitude: 1 } : {};
      ids.push(await givenService({ customerId, itemId, ...at }));
    }
    await archiveService(systemCtx(), { serviceId: ids[0] ?? 0, reason: 'gone' });
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await listMapServices(staffCtx(), { search: 'Jo Park', after });
      seen.push(...page.rows.map((row) => row.serviceId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(ids.slice(1));
    const without = await listMapServices(staffCtx(), { search: 'Jo Park', located: false });
    expect(without.rows).toHaveLength(26);
    const active = await listMapServices(staffCtx(), { search: 'Jo Park', statuses: ['active'] });
    expect(active.rows).toEqual([]);
  });
});
