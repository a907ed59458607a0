import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { can } from '@/lib/identity/rules';
import { found } from '@/lib/kit/errors';
import type { CustomerStatus } from '@/lib/kit/words';
import {
  decideMerge,
  groupSuspects,
  type MergeSide,
  type MergeVerdict,
  type Suspicion,
} from './rules';

/** One of the two customers, with how much of everything they have. */
export type MergeParty = MergeSide & {
  name: string;
  email: string | null;
  phone: string | null;
  createdAt: Date;
  /** Minor units; below zero is owed. */
  walletMinor: bigint;
  postpaidMinor: bigint;
  counts: Record<MergedThing, number>;
};

export const mergedThings = [
  'services',
  'people',
  'addresses',
  'labels',
  'notes',
  'documents',
  'orders',
  'topUps',
  'mails',
] as const;
export type MergedThing = (typeof mergedThings)[number];

const countOf: Readonly<Record<MergedThing, SQL>> = {
  services: sql`services`,
  people: sql`users`,
  addresses: sql`customer_addresses`,
  labels: sql`customer_labels`,
  notes: sql`customer_notes`,
  documents: sql`customer_documents`,
  orders: sql`orders`,
  topUps: sql`top_ups`,
  mails: sql`notifications`,
};

/** What a merge would move from one customer to another, and whether it may happen now. */
export async function getMergePreview(
  ctx: Ctx,
  { fromId, intoId }: { fromId: number; intoId: number },
): Promise<{ from: MergeParty; into: MergeParty; verdict: MergeVerdict }> {
  requireStaff(ctx, 'customers.write');
  requireStaff(ctx, 'wallet.adjust');
  const [from, into] = [await readParty(ctx, fromId), await readParty(ctx, intoId)];
  return { from, into, verdict: decideMerge(from, into) };
}

/** For `mergeCustomers`, which decides on it again under its locks. */
export async function readParty(ctx: Pick<Ctx, 'tx'>, customerId: number): Promise<MergeParty> {
  const counts = sql.join(
    mergedThings.map(
      (thing) =>
        sql`${thing}::text, (select count(*) from ${countOf[thing]} where customer_id = c.id)`,
    ),
    sql`, `,
  );
  const [row] = await readDb(ctx).execute<{
    status: CustomerStatus;
    name: string;
    email: string | null;
    phone: string | null;
    merged_into_id: number | null;
    is_erased: boolean;
    created_at: string;
    wallet: string;
    postpaid: string;
    counts: Record<MergedThing, number>;
    open_payments: number;
    open_disputes: number;
  }>(sql`
    select c.status, c.name, c.email, c.phone, c.merged_into_id::int as merged_into_id,
      c.erased_at is not null as is_erased, c.created_at, jsonb_build_object(${counts}) as counts,
      (select balance_minor::text from accounts where customer_id = c.id and kind = 'wallet') as wallet,
      (select balance_minor::text from accounts where customer_id = c.id and kind = 'postpaid') as postpaid,
      (select count(*)::int from top_ups t where t.customer_id = c.id
        and (t.status in ('created', 'pending', 'processing', 'parked') or exists (
          select 1 from top_up_refunds r where r.top_up_id = t.id and r.status in ('requested', 'pending')))
      ) as open_payments,
      (select count(*)::int from top_ups t join top_up_disputes d on d.top_up_id = t.id
        where t.customer_id = c.id and d.state in ('inquiry', 'open')) as open_disputes
    from customers c where c.id = ${customerId}`);
  const { name, email, phone, status, ...rest } = found(row);
  return {
    ...{ customerId, name, email, phone, status },
    mergedIntoId: rest.merged_into_id,
    isErased: rest.is_erased,
    createdAt: new Date(rest.created_at),
    walletMinor: BigInt(rest.wallet),
    postpaidMinor: BigInt(rest.postpaid),
    counts: rest.counts,
    openPayments: rest.open_payments,
    openDisputes: rest.open_disputes,
  };
}

export type Suspect = {
  customerId: number;
  name: string;
  email: string | null;
  phone: string | null;
  siteName: string | null;
  services: number;
  /** Null for staff who may not see money. */
  walletMinor: bigint | null;
  createdAt: Date;
};
export type SuspectView = { reasons: Suspicion[]; customers: Suspect[] };

/** Shorter ones are extensions and placeholders such as 000. */
const phoneDigitsMin = 7;
const suspectGroupsMax = 50;
/** More of a kind are a shared mailbox or a switchboard, not one person. */
const sameMax = 5;

/** Customers who may be the same person, at most 50 groups; the oldest of each comes first. */
export async function listSuspects(ctx: Ctx): Promise<SuspectView[]> {
  requireStaff(ctx, 'customers.read');
  const db = readDb(ctx);
  const rows = await db.execute<{ reason: Suspicion; ids: string[] }>(sql`
    with present as (
      select id, name, lower(email) as email, regexp_replace(phone, '\\D', '', 'g') as phone, site_id
      from customers where merged_into_id is null and erased_at is null),
    keys as (
      select 'email' as reason, email as key, id from present where email is not null
      union all select 'phone', phone, id from present where length(phone) >= ${phoneDigitsMin}
      union all select 'name', lower(name) || '|' || site_id, id from present where site_id is not null)
    select reason, array_agg(id::text order by id) as ids from keys
    group by reason, key having count(*) between 2 and ${sameMax}
    order by reason <> 'email', reason <> 'phone', min(id) limit ${suspectGroupsMax * 2}`);
  const groups = groupSuspects(
    rows.map(({ reason, ids }) => ({ reason, customerIds: ids.map(Number) })),
  ).slice(0, suspectGroupsMax);
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
