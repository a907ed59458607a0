import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { AccessMethod, RouterStatus } from '@/lib/kit/words';
import { changeRouter } from '@/lib/routers/change-router';
import { serviceLevels } from '@/lib/routers/rules/service-level';
import {
  at,
  givenCustomer,
  givenMeans,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

export const later = (days: number) => at(start, { days });

let made = 0;

/** The test's own router, beside the one that serves everyone. Nothing listens at its address. */
export async function givenRouter(
  status: RouterStatus = 'online',
  accessMethods: readonly AccessMethod[] = ['pppoe', 'hotspot', 'static'],
): Promise<number> {
  made += 1;
  const moment = start.toISOString();
  const [row] = await getSql()<{ id: string }[]>`
    insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, last_seen_at, created_at, updated_at)
    values (${`Mast ${process.pid} ${made}`}, ${`mast-${process.pid}-${made}.invalid`}, 8728, false, 'n', '',
      ${[...accessMethods]}, ${status}, ${moment}, ${moment}, ${moment})
    returning id`;
  return Number(row?.id);
}

/** Changes a router as its page does; omitted fields stay as they are. */
export async function setRouter(
  routerId: number,
  to: { isOff?: boolean; accessMethods?: AccessMethod[] },
  now: Date,
): Promise<void> {
  const [row] = await getSql()<
    { name: string; host: string; methods: AccessMethod[]; is_off: boolean }[]
  >`
    select name, host, access_methods as methods, status = 'off' as is_off from routers where id = ${routerId}`;
  if (!row) throw new Error(`no router ${routerId}`);
  await changeRouter(staffCtx(now), {
    ...{ routerId, name: row.name, host: row.host, port: 8728, siteId: null, useTls: false },
    ...{ certificate: null, username: 'n', password: null, pppLocalAddress: null },
    accessMethods: to.accessMethods ?? row.methods,
    isOff: to.isOff ?? row.is_off,
  });
}

export async function networkOn(routerId: number, accessMethod: AccessMethod = 'pppoe') {
  return { ...(await givenMeans()), routerId, accessMethod };
}

/** Marks the service as confirmed by the router, with its own login. */
export async function givenConfirmed(
  serviceId: number,
  routerId: number,
  level: keyof typeof serviceLevels,
): Promise<void> {
  await getSql()`
    insert into service_router_states (service_id, router_id, applied_version, applied_level, applied_rows)
    select id, ${routerId}, desired_version, ${serviceLevels[level]}, '[{"menu": "/ppp/secret", "key": "x"}]'
    from services where id = ${serviceId}
    on conflict (service_id, router_id) do update
    set applied_version = excluded.applied_version, applied_level = excluded.applied_level`;
}

/** Changes holds as the minute's sweep does. */
export const sweepDates = (now: Date) => sweepServiceDates(systemCtx(now));

export async function heldSince(serviceId: number): Promise<string | null> {
  const [row] = await getSql()<{ since: string }[]>`
    select since from service_holds where service_id = ${serviceId} and reason = 'not_connected'`;
  return row ? new Date(row.since).toISOString() : null;
}

/** A service paid for a week at 500, on a router in service. */
export async function givenRunning(balance = 2_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  return { customerId, itemId, routerId, serviceId, network };
}

/** The same, and online through that router. */
export async function givenServed(balance = 2_000n) {
  const world = await givenRunning(balance);
  await givenConfirmed(world.serviceId, world.routerId, 'full');
  return world;
}

/** Cuts a service off on day 1, with its data used up, as its router confirms. */
export async function cutOff(serviceId: number, routerId: number): Promise<void> {
  await getSql()`insert into service_holds (service_id, reason, since, actor)
    values (${serviceId}, 'data_cap', ${later(1).toISOString()}, 'test')`;
  await givenConfirmed(serviceId, routerId, 'cut');
}

/** A service paid for a week, and cut off on day 1. */
export async function givenCapped(balance = 2_000n) {
  const world = await givenRunning(balance);
  await cutOff(world.serviceId, world.routerId);
  return world;
}
