import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { holdMask } from '@/lib/kit/hold-masks';
import { doesRouterTake } from '@/lib/kit/router-words';
import {
  type AccessMethod,
  accessMethods,
  ipv4Modes,
  type RouterStatus,
  routerStatuses,
} from '@/lib/kit/words';
import { findServing } from '@/lib/network/lookups/places';
import { isServedAt } from '@/lib/routers/rules/service-level';
import { missingMeans } from '@/lib/services/rules/connection';
import { givenOperator, givenServingRouter } from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('the means to connect in the database', () => {
  it('equal the rule for every combination of fields and of the router', async () => {
    const rows = await getSql()<
      {
        has_router: boolean;
        status: RouterStatus;
        is_served: boolean;
        offers: AccessMethod[];
        access_method: AccessMethod | null;
        login: string | null;
        ipv4_mode: (typeof ipv4Modes)[number];
        macs: string[];
        can: boolean;
      }[]
    >`
      select has_router, status, is_served, to_json(offers) as offers, access_method, login, ipv4_mode,
        to_json(string_to_array(macs, ',')) as macs,
        service_has_means(case when has_router then 7 end, access_method, login, ipv4_mode, string_to_array(macs, ','))
          and (router_takes(case when has_router then status end, offers, access_method) or (has_router and is_served)) as can
      from unnest(array[false, true]) has_router
      cross join unnest(${[...routerStatuses]}::text[]) status
      cross join unnest(array[false, true]) is_served
      cross join (values ('{}'::text[]), ('{pppoe}'), ('{hotspot,static}'), ('{pppoe,hotspot,static}')) m(offers)
      cross join unnest(array[null, ${accessMethods[0]}, ${accessMethods[1]}, ${accessMethods[2]}]) access_method
      cross join unnest(array[null, '', 'harbour-1']) login
      cross join unnest(array[${ipv4Modes[0]}, ${ipv4Modes[1]}, ${ipv4Modes[2]}]) ipv4_mode
      cross join unnest(array['', '02:AA:00:00:00:01']) macs`;
    expect(rows).toHaveLength(2 * routerStatuses.length * 2 * 4 * 4 * 3 * 3 * 2);
    const wrong = rows.filter((row) => {
      const router = { status: row.status, accessMethods: row.offers, isServed: row.is_served };
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

  it('need a router in service that has responded, exactly where the portal sells', async () => {
    const routerId = await givenServingRouter();
    for (const status of routerStatuses) {
      const [row] = await getSql()<{ is_taking: boolean }[]>`
        update routers set status = ${status} where id = ${routerId}
        returning router_is_taking(status) as is_taking`;
      const { kind } = await findServing({}, { siteId: null });
      const answers = {
        inSql: row?.is_taking,
        inRules: doesRouterTake(status),
        sells: kind === 'router',
      };
      const expected = status !== 'off' && status !== 'new';
      expect(answers, status).toEqual({ inSql: expected, inRules: expected, sells: expected });
    }
    await getSql()`update routers set status = 'online' where id = ${routerId}`;
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
