import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit, type ServiceStatus } from '@/lib/kit/words';
import { holdsFromBits, statusOf } from '@/lib/services/rules';
import { listCoveredStarts } from './covered-starts';

type Waiting = { id: number; holds: number; available: string };

/**
 * The services that wait for nothing but that their router is put into service, with the status they will have
 * then: what the credit of their customers covers starts, and the rest stays as its other holds say.
 */
export async function listStatusesOnceConnected(
  ctx: Ctx,
  routerId: number,
): Promise<Map<number, ServiceStatus>> {
  requireStaff(ctx, 'services.read');
  const waiting = await readDb(ctx).execute<Waiting>(sql`
    select s.id::int as id, s.holds,
           coalesce(a.balance_minor - a.floor_minor, 0)::text as available
    from services s join routers r on r.id = s.router_id
    left join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    where s.router_id = ${routerId} and r.status = 'off' and s.archived_at is null
      and s.holds & ${holdBit('not_connected')} <> 0
      and service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
      and s.access_method = any(r.access_methods)
    order by s.id`);
  const bare = holdBit('not_connected') | holdBit('unpaid');
  const firsts = waiting.filter(({ holds }) => holds === bare);
  const covered = new Set(
    await listCoveredStarts(
      ctx,
      firsts.map(({ id, available }) => ({
        ...{ serviceId: id, availableMinor: BigInt(available), isFirst: true },
      })),
    ),
  );
  return new Map(
    waiting.map(({ id, holds }) => {
      const lifted = covered.has(id) ? bare : holdBit('not_connected');
      return [id, statusOf({ holds: holdsFromBits(holds & ~lifted), isArchived: false })];
    }),
  );
}
