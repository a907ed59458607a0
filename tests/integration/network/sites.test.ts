import { beforeAll, describe, expect, it, test } from 'vitest';
import { changeSite } from '@/lib/catalog/sites/change-site';
import { createSite } from '@/lib/catalog/sites/create-site';
import { deleteSite } from '@/lib/catalog/sites/delete-site';
import { createCustomer } from '@/lib/customers/create-customer';
import { getSite, listSites } from '@/lib/screens/admin/sites';
import { givenOperator, staffCtx, systemCtx } from '@/tests/support/fixtures';
import { givenNetwork, refusalOf } from './support';

beforeAll(() => givenOperator());

describe('a site', () => {
  it('has an optional location and a unique name', async () => {
    const { siteId } = await createSite(staffCtx(), {
      name: 'Hill',
      address: 'Hill Road 1',
      latitude: -33.92,
      longitude: 18.42,
    });
    expect(await getSite(staffCtx(), siteId)).toMatchObject({ latitude: -33.92, longitude: 18.42 });
    await changeSite(staffCtx(), { siteId, name: 'Hill top' });
    expect(await getSite(staffCtx(), siteId)).toMatchObject({ name: 'Hill top', latitude: null });
    await createSite(staffCtx(), { name: 'Valley' });
    expect(await refusalOf(changeSite(staffCtx(), { siteId, name: 'Valley' }))).toMatchObject({
      key: 'site_name_taken',
      field: 'name',
    });
  });

  test.each([{ latitude: 10 }, { latitude: 91, longitude: 0 }, { latitude: 0, longitude: -181 }])(
    'cannot be at %j',
    async (at) => {
      await expect(createSite(staffCtx(), { name: 'Nowhere', ...at })).rejects.toThrow();
    },
  );

  it('is deleted only when nothing belongs to it, and says what does', async () => {
    const { siteId } = await createSite(staffCtx(), { name: 'Busy' });
    await createCustomer(systemCtx(), { name: 'Gus', siteId });
    expect(await refusalOf(deleteSite(staffCtx(), siteId))).toMatchObject({
      key: 'site_in_use',
      params: { customers: 1, services: 0, routers: 0, items: 0, networks: 0 },
    });
    const empty = await createSite(staffCtx(), { name: 'Empty' });
    await deleteSite(staffCtx(), empty.siteId);
    expect(await refusalOf(getSite(staffCtx(), empty.siteId))).toMatchObject({ key: 'not_found' });
  });

  it('counts what belongs to it, and is written only with the right', async () => {
    const { siteId } = await createSite(staffCtx(), { name: 'Counted' });
    await createCustomer(systemCtx(), { name: 'Hal', siteId });
    await givenNetwork('10.60.0.0/24');
    const page = await listSites(staffCtx(), { search: 'count' });
    expect(page.rows).toMatchObject([{ siteId, customers: 1, networks: 0 }]);
    expect(
      await refusalOf(createSite(staffCtx(undefined, 'support'), { name: 'No' })),
    ).toMatchObject({ key: 'forbidden' });
  });
});
