import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { type Hindrance, kindsThatWait } from '../rules/hindrances';

/**
 * SQL expression: why a change of this kind cannot be applied to the service today although its day has come, as the key
 * of a sentence; null if nothing has to be waited for. `meetings` decides which kinds wait for what.
 */
export function whyWaits(
  { kind, serviceId }: { kind: SQLWrapper; serviceId: SQLWrapper },
  today: string,
): SQL {
  const waits = (hindrance: Hindrance, fact: SQL, key: SQL) =>
    sql`when ${kind} in ${kindsThatWait(hindrance)} and ${fact} then ${key}`;
  const isHeld = (holds: SQL) =>
    sql`exists (select 1 from service_holds held where held.service_id = ${serviceId} and ${holds})`;
  const isRefused = isHeld(sql`held.reason = 'router_refused'`);
  const isEndingToday = sql`exists (
    select 1 from service_holds held join services of_change on of_change.id = held.service_id
    where of_change.id = ${serviceId} and (held.reason = 'paused' and held.until <= ${today}
      or held.reason = 'not_started' and of_change.start_date <= ${today}))`;
  return sql`case ${sql.join(
    [
      waits(
        'frozen',
        sql`service_is_frozen(${serviceId})`,
        sql`case ${kind} when 'pause' then 'pause_not_now' else 'plan_change_not_now' end`,
      ),
      waits(
        'refused_and_away',
        sql`${isRefused} and service_router_is_away(${serviceId})`,
        sql`'service_router_away'`,
      ),
      waits('refused', isRefused, sql`'service_refused'`),
      waits(
        'not_connected',
        sql`(${isHeld(sql`held.reason = 'not_connected'`)} or ${kind} = 'plan' and service_is_unserved(${serviceId}))`,
        sql`'service_not_connected'`,
      ),
      waits('calendar', isEndingToday, sql`'change_waits_for_dates'`),
    ],
    sql` `,
  )} end`;
}
