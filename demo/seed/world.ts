import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { Ctx } from '@/lib/context';
import { createCustomer } from '@/lib/customers/create-customer';
import { createUser } from '@/lib/identity/create-user';
import { addDays, addSeconds, localDateOf } from '@/lib/kit/time';
import { createService } from '@/lib/lifecycle/create-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recordSweep } from '@/lib/recurrence/record-sweep';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { createRouter } from '@/lib/routers/create-router';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';
import { type DemoItem, seedCatalogue } from './catalogue';
import { seedDetails } from './details';
import { corporate, cutOffSubscriber, type DemoCustomer, newcomer, townspeople } from './people';
import { seedUsage } from './usage';

const TIME_ZONE = 'Europe/London';
const PASSWORD = 'demo-netpurse';
const DAY_SECONDS = 86_400;

/** Replays the last weeks of a small town's provider, day by day, through the product's own commands. */
export async function seedWorld(ctx: Ctx, simulators: readonly RouterSimulator[]): Promise<void> {
  await seedOperator(ctx);
  const past = before(ctx, 45);
  const sites = await seedSites(past);
  const routerIds = await seedRouters(past, { simulators, sites });
  await seedAddresses(past, { routerIds, sites });
  const items = await seedCatalogue(past);
  const staffUserId = await seedStaff(past);
  const people = [cutOffSubscriber, corporate, ...townspeople(), newcomer];
  const customerIds: number[] = [];
  for (const person of people) {
    const { customerId } = await createCustomer(past, {
      name: person.name,
      email: person.email,
      phone: person.phone,
      siteId: sites[person.router] ?? null,
      labels: person.labels ?? [],
    });
    customerIds.push(customerId);
  }
  await createUser(past, {
    kind: 'subscriber',
    customerId: customerIds[0] ?? 0,
    email: cutOffSubscriber.email,
    name: cutOffSubscriber.name,
    password: PASSWORD,
  });
  const [twin = cutOffSubscriber] = townspeople();
  await seedDetails(past, { customerId: customerIds[0] ?? 0, staffUserId, twin });
  await playDays(ctx, { people, customerIds, items, routerIds });
  await seedUsage(ctx, people);
}

function before(ctx: Ctx, days: number): Ctx {
  return { ...ctx, now: addSeconds(ctx.now, -days * DAY_SECONDS) };
}

async function seedOperator(ctx: Ctx): Promise<void> {
  await getDb().execute(sql`
    insert into settings (operator_name, currency, time_zone, locale, tax_mode, top_up_min_minor, top_up_max_minor,
                          support_contact, self_sign_up, updated_at)
    values ('Harbour Net', 'EUR', ${TIME_ZONE}, 'en-GB', 'inclusive', 100, 50000, '020 7946 0100', true, ${ctx.now.toISOString()})
    on conflict do nothing`);
}

async function seedSites(ctx: Ctx): Promise<number[]> {
  const rows = await getDb().execute<{ id: number }>(sql`
    insert into sites (name, address, latitude, longitude, created_at) values
      ('North tower', 'Tower Hill 4', 51.5195, -0.0930, ${ctx.now.toISOString()}),
      ('Harbour', 'Old Quay 17', 51.5040, -0.0760, ${ctx.now.toISOString()}),
      ('Moor Lane', 'Moor Lane 2', 51.5260, -0.0710, ${ctx.now.toISOString()})
    returning id::int as id`);
  return rows.map((row) => row.id);
}

async function seedRouters(
  ctx: Ctx,
  { simulators, sites }: { simulators: readonly RouterSimulator[]; sites: readonly number[] },
): Promise<number[]> {
  const ids: number[] = [];
  for (const [position, simulator] of simulators.entries()) {
    const { routerId } = await createRouter(ctx, {
      name: simulator.identity,
      siteId: sites[position] ?? null,
      host: simulator.host,
      port: simulator.port,
      useTls: false,
      certificate: null,
      username: simulator.user,
      password: simulator.password,
      accessMethods: ['pppoe'],
      pppLocalAddress: null,
    });
    // The simulator listens already, and the history of the services begins before its first connection.
    await getDb().execute(sql`
      update routers set status = 'online', last_seen_at = created_at where id = ${routerId}`);
    ids.push(routerId);
  }
  return ids;
}

/** Each router hands out addresses from one half of its network; the other half is for permanent addresses. */
async function seedAddresses(
  ctx: Ctx,
  { routerIds, sites }: { routerIds: readonly number[]; sites: readonly number[] },
): Promise<void> {
  for (const [position, routerId] of routerIds.entries()) {
    const block = `10.${20 + position}`;
    const at = ctx.now.toISOString();
    const siteId = sites[position] ?? null;
    const [network] = await getDb().execute<{ id: number }>(sql`
      insert into networks (name, cidr, usage, site_id, router_id, gateway, created_at)
      values (${`Clients ${block}`}, ${`${block}.0.0/20`}, 'pool', ${siteId}, ${routerId}, ${`${block}.0.1`}, ${at})
      returning id::int as id`);
    await getDb().execute(sql`
      insert into networks (name, cidr, usage, site_id, router_id, gateway, created_at)
      values (${`Permanent ${block}`}, ${`${block}.16.0/24`}, 'permanent', ${siteId}, ${routerId}, ${`${block}.16.1`}, ${at})`);
    await getDb().execute(sql`
      insert into ip_pools (network_id, router_id, name, first_address, last_address)
      values (${network?.id ?? 0}, ${routerId}, ${`clients-${position + 1}`}, ${`${block}.0.10`}, ${`${block}.15.250`})`);
  }
}

/** Creates the staff users and returns the id of the first. */
async function seedStaff(ctx: Ctx): Promise<number> {
  const staff = [
    { role: 'admin', email: 'admin@demo.netpurse.example', name: 'Robin Admin' },
    { role: 'support', email: 'support@demo.netpurse.example', name: 'Sam Support' },
  ] as const;
  const ids: number[] = [];
  for (const person of staff)
    ids.push((await createUser(ctx, { kind: 'staff', password: PASSWORD, ...person })).userId);
  return ids[0] ?? 0;
}

type Town = {
  people: readonly DemoCustomer[];
  customerIds: readonly number[];
  items: ReadonlyMap<string, number>;
  routerIds: readonly number[];
};

/** Runs every action and sweep at its own time, oldest first, so that no status or balance is written directly. */
async function playDays(ctx: Ctx, town: Town): Promise<void> {
  const deeds = town.people.flatMap((person, position) => deedsOf(ctx, town, { person, position }));
  deeds.sort((left, right) => left.at.getTime() - right.at.getTime());
  const start = deeds[0]?.at ?? ctx.now;
  let next = 0;
  for (let at = start; at <= ctx.now; at = addSeconds(at, 6 * 3_600)) {
    for (let deed = deeds[next]; deed && deed.at <= at; deed = deeds[++next])
      await deed.run({ ...ctx, now: deed.at });
    await sweepAll({ ...ctx, now: at });
  }
  for (let deed = deeds[next]; deed; deed = deeds[++next]) await deed.run({ ...ctx, now: deed.at });
  await sweepAll(ctx);
}

type Deed = { at: Date; run: (ctx: Ctx) => Promise<unknown> };

function deedsOf(
  ctx: Ctx,
  town: Town,
  { person, position }: { person: DemoCustomer; position: number },
): Deed[] {
  const customerId = town.customerIds[position] ?? 0;
  const payments = person.paid.map(
    ({ amount, ago }, index): Deed => ({
      // Shortly before the service starts, so that its first period is paid.
      at: addSeconds(ctx.now, -ago * DAY_SECONDS - 12 * 3_600),
      run: (at) => payIn(at, { customerId, amount, cause: `demo:${customerId}:${index}` }),
    }),
  );
  const orders = person.services.map((service): Deed => {
    const at = addSeconds(ctx.now, -service.since * DAY_SECONDS - (service.hoursOff ?? 1) * 3_600);
    return { at, run: (then) => subscribe(then, { town, person, customerId, service }) };
  });
  return [...payments, ...orders];
}

async function payIn(
  ctx: Ctx,
  { customerId, amount, cause }: { customerId: number; amount: bigint; cause: string },
) {
  await inTransaction(ctx, (tctx) =>
    creditWallet(tctx, {
      customerId,
      amountMinor: amount,
      causeKey: cause,
      kind: 'cash',
      fromAccount: 'cash',
      text: 'Paid at the counter',
    }),
  );
  await putCreditToUse(ctx, { customerId });
}

async function subscribe(
  ctx: Ctx,
  order: {
    town: Town;
    person: DemoCustomer;
    customerId: number;
    service: { item: DemoItem; login?: string };
  },
): Promise<void> {
  const { town, person, customerId, service } = order;
  const today = localDateOf(ctx.now, TIME_ZONE);
  await createService(ctx, {
    customerId,
    itemId: town.items.get(service.item) ?? 0,
    startDate: today,
    endDate: service.item === 'day' ? addDays(today, 1) : null,
    ...(service.login
      ? {
          network: {
            routerId: town.routerIds[person.router] ?? null,
            accessMethod: 'pppoe',
            login: service.login,
            ipv4Mode: 'dynamic',
          },
        }
      : {}),
  });
}

async function sweepAll(ctx: Ctx): Promise<void> {
  await sweepServiceDates(ctx);
  await recordSweep('special', sweepSpecialPeriods)(ctx);
  await recordSweep('due', (at) => sweepRecurrences(at))(ctx);
}
