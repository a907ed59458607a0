import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { AccessMethod } from '@/lib/kit/words';
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

/** A router of the test's own, beside the one that serves everybody. Nothing answers behind it. */
export async function givenRouter(
  status: 'online' | 'off' = 'online',
  accessMethods: readonly AccessMethod[] = ['pppoe', 'hotspot', 'static'],
): Promise<number> {
  made += 1;
  const moment = start.toISOString();
  const [row] = await getSql()<{ id: string }[]>`
    insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
    values (${`Mast ${process.pid} ${made}`}, ${`mast-${process.pid}-${made}.invalid`}, 8728, false, 'n', '',
      ${[...accessMethods]}, ${status}, ${moment}, ${moment})
    returning id`;
  return Number(row?.id);
}

/** As staff change a router on its page: what is not named stays as it is. */
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

/** As if the router had confirmed the service with a login of its own. */
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

/** What the minute's sweep does to holds. */
export const sweepDates = (now: Date) => sweepServiceDates(systemCtx(now));

export async function heldSince(serviceId: number): Promise<string | null> {
  const [row] = await getSql()<{ since: string }[]>`
    select since from service_holds where service_id = ${serviceId} and reason = 'not_connected'`;
  return row ? new Date(row.since).toISOString() : null;
}

/** Paid for a week of 500 on a router that is in service. */
export async function givenRunning(balance = 2_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  return { customerId, itemId, routerId, serviceId, network };
}

/** The same, and online by it. */
export async function givenServed(balance = 2_000n) {
  const world = await givenRunning(balance);
  await givenConfirmed(world.serviceId, world.routerId, 'full');
  return world;
}
