import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { can } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { groupSuspects, type Suspicion } from '@/lib/customers/rules/suspects';

export type Suspect = {
  customerId: number;
  name: string;
  email: string | null;
  phone: string | null;
  siteName: string | null;
  services: number;
  /** Null for staff without the permission to see wallets. */
  walletMinor: bigint | null;
  createdAt: Date;
};
export type SuspectView = { reasons: Suspicion[]; customers: Suspect[] };

/** Shorter numbers are extensions and placeholders such as 000. */
const PHONE_DIGITS_MIN = 7;
const SUSPECT_GROUPS_MAX = 50;
/** A contact shared by more customers is a shared mailbox or a switchboard, not one person. */
const SAME_MAX = 5;

/** Lists customers who may be the same person, at most 50 groups, each with its oldest customer first. */
export async function listSuspects(ctx: Ctx): Promise<SuspectView[]> {
  requireStaff(ctx, 'customers.read');
  const db = readDb(ctx);
  const rows = await db.execute<{ reason: Suspicion; ids: string[] }>(sql`
    with present as (
      select id, name, lower(email) as email, regexp_replace(phone, '\\D', '', 'g') as phone, site_id
      from customers where merged_into_id is null and erased_at is null),
    keys as (
      select 'email' as reason, email as key, id from present where email is not null
      union all select 'phone', phone, id from present where length(phone) >= ${PHONE_DIGITS_MIN}
      union all select 'name', lower(name) || '|' || site_id, id from present where site_id is not null)
    select reason, array_agg(id::text order by id) as ids from keys
    group by reason, key having count(*) between 2 and ${SAME_MAX}
    order by reason <> 'email', reason <> 'phone', min(id) limit ${SUSPECT_GROUPS_MAX * 2}`);
  const groups = groupSuspects(
    rows.map(({ reason, ids }) => ({ reason, customerIds: ids.map(Number) })),
  ).slice(0, SUSPECT_GROUPS_MAX);
  const people = await readSuspects(ctx, [
    ...new Set(groups.flatMap((group) => group.customerIds)),
  ]);
  return groups.map(({ reasons, customerIds }) => ({
    reasons,
    customers: customerIds.flatMap((id) => people.get(id) ?? []),
  }));
}

async function readSuspects(ctx: Ctx, ids: readonly number[]): Promise<Map<number, Suspect>> {
  if (ids.length === 0) return new Map();
  const rows = await readDb(ctx).execute<
    Omit<Suspect, 'walletMinor' | 'createdAt'> & { wallet: string; created_at: string }
  >(sql`
    select c.id::int as "customerId", c.name, c.email, c.phone, s.name as "siteName", c.created_at,
      (select count(*)::int from services where customer_id = c.id and archived_at is null) as services,
      w.balance_minor::text as wallet
    from customers c join accounts w on w.customer_id = c.id and w.kind = 'wallet'
    left join sites s on s.id = c.site_id where c.id in ${[...ids]}`);
  const seesMoney = ctx.actor.kind === 'staff' && can(ctx.actor.role, 'wallet.read');
  return new Map(
    rows.map(({ wallet, created_at, ...row }) => {
      const walletMinor = seesMoney ? BigInt(wallet) : null;
      return [row.customerId, { ...row, walletMinor, createdAt: new Date(created_at) }];
    }),
  );
}
