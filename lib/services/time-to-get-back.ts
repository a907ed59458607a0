import { type SQL, sql } from 'drizzle-orm';
import { holdBit } from '@/lib/kit/words';
import { standing } from './rules';

/**
 * SQL condition: a row of `services` has paid time suspended since on or before its end date. Such a service
 * has not ended, because `endStandstill` moves the end date when the hold is lifted.
 */
export function hasTimeToGetBack(timeZone: string): SQL {
  return sql`(services.holds & ${holdBit('unpaid')} = 0 and exists (
    select 1 from service_holds h left join schedule c on c.service_id = h.service_id
    where h.service_id = services.id and h.reason in ${standing}
      and (h.since at time zone ${timeZone})::date <= services.end_date
      and (services.interval_count is null or (not c.in_grace and c.next_due > h.since and not exists (
        select 1 from periods p where p.service_id = c.service_id and p.index = c.next_index - 1
          and p.outcome = 'withheld')))))`;
}
