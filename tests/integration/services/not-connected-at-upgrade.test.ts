import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { migrateDatabase, migrationFolders } from '@/db/migrate';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenRouter, networkOn, setRouter } from './router-off-world';

beforeAll(() => givenOperator());

/** The database's own clock, with which an upgrade dates its holds; in whole seconds, as periods are. */
async function databaseNow(): Promise<Date> {
  const [row] = await getSql()<{ ms: string }[]>`
    select (floor(extract(epoch from clock_timestamp())) * 1000)::bigint as ms`;
  return new Date(Number(row?.ms));
}

/** Makes a change that this version's triggers would reject. */
async function asBefore(change: (sql: ReturnType<typeof getSql>) => Promise<unknown>) {
  await asOwner(async (sql) => {
    await sql`alter table services disable trigger services_lose_means_trigger`;
    await sql`alter table routers disable trigger routers_stop_taking_trigger`;
    await change(sql);
    await sql`alter table services enable trigger services_lose_means_trigger`;
    await sql`alter table routers enable trigger routers_stop_taking_trigger`;
  });
}

const upgrade = () =>
  migrateDatabase(process.env['DATABASE_URL'] ?? '', migrationFolders(process.cwd()));

describe('an upgrade that finds running plans without a usable router', () => {
  it('holds them, reports their number, shows them to staff with the reason, and gives their time back', async () => {
    const now = await databaseNow();
    const routerId = await givenRouter();
    const { itemId } = await givenPlan();
    const make = async () => {
      const customerId = await givenCustomer({ balance: 2_000n });
      const network = await networkOn(routerId);
      const { serviceId } = await createService(systemCtx(now), { customerId, itemId, network });
      return { customerId, serviceId };
    };
    const [inSetup, bare] = [await make(), await make()];
    const unseen = await givenRouter('unreachable');
    await asBefore(async (sql) => {
      await sql`insert into router_setups (router_id) values (${routerId})`;
      await sql`update routers set status = 'off' where id = ${routerId}`;
      await sql`update routers set last_seen_at = null where id = ${unseen}`;
      await sql`update services set router_id = null where id = ${bare.serviceId}`;
    });
    const before = (await countNotConnected(staffCtx(now))).paid;
    const [ofRouters, said, ...others] = await upgrade();
    expect(ofRouters).toContain('that have never responded: 1.');
    expect(said).toContain('no router can connect them now: 2.');
    expect(others).toEqual([]);
    expect(await upgrade()).toEqual([]);
    expect((await countNotConnected(staffCtx(await databaseNow()))).paid).toBe(before + 2);
    const lacks = { inSetup: ['router_off'], bare: ['router'] } as const;
    for (const [which, { serviceId }] of Object.entries({ inSetup, bare })) {
      expect((await serviceNow(serviceId)).holds).toEqual(['not_connected']);
      const detail = await getServiceDetail(staffCtx(now), serviceId);
      expect(detail.lacks).toEqual(lacks[which as keyof typeof lacks]);
    }
    const back = at(now, { days: 3 });
    await getSql()`update router_setups set finished_at = now() where router_id = ${routerId}`;
    await setRouter(routerId, { isOff: false }, back);
    await sweepServiceDates(systemCtx(back));
    await changeService(staffCtx(back), {
      ...{ serviceId: bare.serviceId, network: await givenMeans() },
    });
    for (const { customerId, serviceId } of [inSetup, bare]) {
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
      expect(await balanceOf(customerId)).toBe(1_500n);
      const [set] = await getSql()<{ ms: string }[]>`
        select floor(extract(epoch from at) * 1000)::bigint as ms from service_history
        where service_id = ${serviceId} and action = 'hold_set' and hold = 'not_connected'`;
      const stoodSeconds = Math.floor((back.getTime() - Number(set?.ms)) / 1000);
      const [period] = await periodsOf(serviceId);
      const paidUntil = at(at(now, { days: 7 }), { seconds: stoodSeconds });
      expect(period?.endsAt).toBe(paidUntil.toISOString());
    }
  });
});
