import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit, type ServiceStatus } from '@/lib/kit/words';
import { holdsFromBits, statusOnRouter } from '@/lib/services/rules';
import { listCoveredStarts } from './covered-starts';

type Waiting = {
  id: number;
  holds: number;
  available: string;
  /** No paid time is left: its period ended before it was held, its grace ran out, or it was the last one. */
  has_lapsed: boolean;
  /** Its period is unpaid, and its grace still runs. */
  is_in_grace: boolean;
};

/**
 * Lists the services that wait only for their router to be put into service, with the status they will have
 * then: services covered by credit start, the others keep the status of their remaining holds.
 */
export async function listStatusesOnceConnected(
  ctx: Ctx,
  routerId: number,
): Promise<Map<number, ServiceStatus>> {
  requireStaff(ctx, 'services.read');
  const waiting = await readDb(ctx).execute<Waiting>(sql`
    select s.id::int as id, s.holds,
           coalesce(a.balance_minor - a.floor_minor, 0)::text as available,
           s.interval_count is not null and (c.service_id is null or c.next_due <= h.since
             or (c.in_grace and c.next_due <= ${ctx.now.toISOString()})) as has_lapsed,
           coalesce(c.in_grace and c.next_due > ${ctx.now.toISOString()}, false) as is_in_grace
    from services s join routers r on r.id = s.router_id
    join service_holds h on h.service_id = s.id and h.reason = 'not_connected'
    left join schedule c on c.service_id = s.id
    left join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    where s.router_id = ${routerId} and not router_is_taking(r.status) and s.archived_at is null
      and service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
      and s.access_method = any(r.access_methods)
    order by s.id`);
  const credit = holdBit('unpaid') | holdBit('no_credit');
  const started =
    holdBit('not_connected') | holdBit('router_refused') | credit | holdBit('data_cap');
  const starting = waiting.filter(
    ({ holds, has_lapsed, is_in_grace }) =>
      (has_lapsed || is_in_grace || (holds & credit) !== 0) && (holds & ~started) === 0,
  );
  const covered = new Set(
    await listCoveredStarts(
      ctx,
      starting.map(({ id, holds, available }) => ({
        ...{ serviceId: id, availableMinor: BigInt(available) },
        isFirst: (holds & holdBit('unpaid')) !== 0,
      })),
    ),
  );
  const stopped = new Set(
    starting.filter(({ id, has_lapsed }) => has_lapsed && !covered.has(id)).map(({ id }) => id),
  );
  return new Map(
    waiting.map(({ id, holds }) => {
      const lifted = covered.has(id) ? started : holdBit('not_connected');
      const put = stopped.has(id) ? holdBit('no_credit') : 0;
      return [
        id,
        statusOnRouter({ holds: holdsFromBits((holds & ~lifted) | put), isArchived: false }),
      ];
    }),
  );
}
