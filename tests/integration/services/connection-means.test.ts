import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { accessMethods, ipv4Modes } from '@/lib/kit/words';
import { missingMeans } from '@/lib/services/rules/connection';
import { asOwner } from '@/tests/support/as-owner';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('the means to connect in the database', () => {
  it('equal the rule for every combination of fields', async () => {
    const rows = await getSql()<
      {
        router_id: string | null;
        access_method: (typeof accessMethods)[number] | null;
        login: string | null;
        ipv4_mode: (typeof ipv4Modes)[number];
        macs: string[];
        has: boolean;
      }[]
    >`
      select router_id, access_method, login, ipv4_mode, to_json(string_to_array(macs, ',')) as macs,
        service_has_means(router_id, access_method, login, ipv4_mode, string_to_array(macs, ',')) as has
      from (values (null::bigint), (7)) r(router_id)
      cross join unnest(array[null, ${accessMethods[0]}, ${accessMethods[1]}, ${accessMethods[2]}]) access_method
      cross join unnest(array[null, '', 'harbour-1']) login
      cross join unnest(array[${ipv4Modes[0]}, ${ipv4Modes[1]}, ${ipv4Modes[2]}]) ipv4_mode
      cross join unnest(array['', '02:AA:00:00:00:01']) macs`;
    expect(rows).toHaveLength(2 * 4 * 3 * 3 * 2);
    const wrong = rows.filter((row) => {
      const missing = missingMeans({
        routerId: row.router_id === null ? null : Number(row.router_id),
        accessMethod: row.access_method,
        login: row.login,
        ipv4Mode: row.ipv4_mode,
        macAddresses: row.macs,
      });
      return (missing.length === 0) !== row.has;
    });
    expect(wrong).toEqual([]);
  });

  it('are asked of services from before: what they were paid for stands still from then on', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await asOwner(async (sql) => {
      await sql`alter table services disable trigger services_lose_means_trigger`;
      await sql`update services set router_id = null where id = ${serviceId}`;
      await sql`alter table services enable trigger services_lose_means_trigger`;
    });
    expect((await serviceNow(serviceId)).status).toBe('active');
    const text = await readFile('db/sql/services.sql', 'utf8');
    for (let run = 0; run < 2; run++) {
      await asOwner((sql) => sql.unsafe(text));
      expect((await serviceNow(serviceId)).holds).toEqual(['not_connected']);
    }
  });
});
