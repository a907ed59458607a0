import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { holdMask } from '@/lib/kit/hold-masks';
import { type AccessMethod, accessMethods, ipv4Modes } from '@/lib/kit/words';
import { isServedAt } from '@/lib/routers/rules/service-level';
import { missingMeans } from '@/lib/services/rules/connection';
import { givenOperator } from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('the means to connect in the database', () => {
  it('equal the rule for every combination of fields and of the router', async () => {
    const rows = await getSql()<
      {
        has_router: boolean;
        is_off: boolean;
        is_served: boolean;
        offers: AccessMethod[];
        access_method: AccessMethod | null;
        login: string | null;
        ipv4_mode: (typeof ipv4Modes)[number];
        macs: string[];
        can: boolean;
      }[]
    >`
      select has_router, status = 'off' as is_off, is_served, to_json(offers) as offers, access_method, login, ipv4_mode,
        to_json(string_to_array(macs, ',')) as macs,
        service_has_means(case when has_router then 7 end, access_method, login, ipv4_mode, string_to_array(macs, ','))
          and (router_takes(case when has_router then status end, offers, access_method) or (has_router and is_served)) as can
      from unnest(array[false, true]) has_router
      cross join unnest(array['new', 'online', 'off']) status
      cross join unnest(array[false, true]) is_served
      cross join (values ('{}'::text[]), ('{pppoe}'), ('{hotspot,static}'), ('{pppoe,hotspot,static}')) m(offers)
      cross join unnest(array[null, ${accessMethods[0]}, ${accessMethods[1]}, ${accessMethods[2]}]) access_method
      cross join unnest(array[null, '', 'harbour-1']) login
      cross join unnest(array[${ipv4Modes[0]}, ${ipv4Modes[1]}, ${ipv4Modes[2]}]) ipv4_mode
      cross join unnest(array['', '02:AA:00:00:00:01']) macs`;
    expect(rows).toHaveLength(2 * 3 * 2 * 4 * 4 * 3 * 3 * 2);
    const wrong = rows.filter((row) => {
      const router = { isOff: row.is_off, accessMethods: row.offers, isServed: row.is_served };
      const missing = missingMeans({
        router: row.has_router ? router : null,
        accessMethod: row.access_method,
        login: row.login,
        ipv4Mode: row.ipv4_mode,
        macAddresses: row.macs,
      });
      return (missing.length === 0) !== row.can;
    });
    expect(wrong).toEqual([]);
  });

  it('count a service as online by its router exactly as the rule does', async () => {
    const rows = await getSql()<
      { applied: number | null; attempted: number | null; serves: boolean }[]
    >`
      select applied, attempted, router_serves(applied, attempted) as serves
      from unnest(array[null, 0, 1, 2, 3, 4]) applied cross join unnest(array[null, -1, 0, 1, 2, 3, 4]) attempted`;
    expect(rows).toHaveLength(42);
    expect(
      rows.filter(({ applied, attempted, serves }) => isServedAt(applied, attempted) !== serves),
    ).toEqual([]);
  });

  it('know the holds of each status as the rule does', async () => {
    for (const status of ['pending', 'stopped', 'disabled'] as const) {
      const [row] = await getSql()<{ mask: number }[]>`select service_hold_mask(${status}) as mask`;
      expect(row?.mask, status).toBe(holdMask(status));
    }
  });
});
