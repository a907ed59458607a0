import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { CustomerStatus } from '@/lib/kit/words';
import { isStoppedByDispute } from '@/lib/services/lookups/disputes';
import { decideErase, type EraseVerdict } from './rules/erase';
import { type MergedThing, type MergeParty, mergedThings } from './rules/merge';

/** Reads whether a customer may be erased; `eraseCustomer` checks again under its locks. */
export async function readEraseVerdict(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<EraseVerdict> {
  const party = await readParty(ctx, customerId);
  const [row] = await readDb(ctx).execute<{ live: number }>(sql`
    select count(*)::int as live from services
    where customer_id = ${customerId} and archived_at is null`);
  return decideErase({ ...party, liveServices: row?.live ?? 0 });
}

/** Returns the customer and every customer ever merged into them: legally one person. */
export async function listSamePerson(ctx: ActorlessCtx, customerId: number): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    with recursive same as (
      select id from customers where id = ${customerId}
      union select c.id from customers c join same on c.merged_into_id = same.id)
    select id::int as id from same order by id`);
  return rows.map(({ id }) => id);
}

const countOf: Record<MergedThing, SQL> = {
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

/** Reads one side of a merge; `mergeCustomers` checks again under its locks. */
export async function readParty(ctx: ActorlessCtx, customerId: number): Promise<MergeParty> {
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
    isStoppedByDispute: await isStoppedByDispute(ctx, customerId),
  };
}

type Part = {
  name: string;
  /** Selects the person's rows; `same` contains their customer ids, `theirs` their service ids. */
  from: SQL;
  /** Columns never exported: secrets, and data that is not about the person. */
  without?: readonly string[];
};

const ofCustomer = sql`customer_id in (select id from same)`;
const ofService = sql`service_id in (select id from theirs)`;

const parts: readonly Part[] = [
  {
    name: 'customers',
    from: sql`customers t where id in (select id from same)`,
    without: ['service_password_sealed'],
  },
  { name: 'addresses', from: sql`customer_addresses t where ${ofCustomer}` },
  { name: 'labels', from: sql`customer_labels t where ${ofCustomer}` },
  { name: 'notes', from: sql`customer_notes t where ${ofCustomer}` },
  { name: 'documents', from: sql`customer_documents t where ${ofCustomer}`, without: ['content'] },
  { name: 'people', from: sql`users t where ${ofCustomer}`, without: ['password_hash'] },
  {
    name: 'sessions',
    from: sql`sessions t where user_id in (select id from users where ${ofCustomer})`,
    // The id of an open session grants access to it.
    without: ['id'],
  },
  { name: 'accounts', from: sql`accounts t where ${ofCustomer}` },
  {
    name: 'transfers',
    from: sql`transfers t where customer_account_id in (select id from accounts where ${ofCustomer})`,
  },
  {
    name: 'chargeLines',
    from: sql`charge_lines t where account_id in (select id from accounts where ${ofCustomer})`,
  },
  {
    name: 'prices',
    from: sql`prices t where id in (
      select price_id from periods where ${ofService} union select price_id from charge_lines where ${ofService})`,
  },
  {
    name: 'topUps',
    from: sql`top_ups t where ${ofCustomer}`,
    without: ['checkout_url', 'instructions_url'],
  },
  {
    name: 'topUpRefunds',
    from: sql`top_up_refunds t where top_up_id in (select id from top_ups where ${ofCustomer})`,
  },
  {
    name: 'topUpDisputes',
    from: sql`top_up_disputes t where top_up_id in (select id from top_ups where ${ofCustomer})`,
  },
  { name: 'orders', from: sql`orders t where ${ofCustomer}` },
  {
    name: 'services',
    from: sql`services t where ${ofCustomer}`,
    without: ['password_sealed'],
  },
  { name: 'serviceNetworks', from: sql`service_networks t where ${ofService}` },
  { name: 'serviceDiscounts', from: sql`service_discounts t where ${ofService}` },
  { name: 'serviceHolds', from: sql`service_holds t where ${ofService}` },
  { name: 'serviceHistory', from: sql`service_history t where ${ofService}` },
  { name: 'scheduledChanges', from: sql`scheduled_changes t where ${ofService}` },
  { name: 'periods', from: sql`periods t where ${ofService}` },
  { name: 'allocations', from: sql`allocations t where ${ofService}` },
  { name: 'usagePerDay', from: sql`usage_days t where ${ofService}` },
  { name: 'usagePerMonth', from: sql`usage_months t where ${ofService}` },
  {
    name: 'mails',
    from: sql`notifications t
      where ${ofCustomer} or user_id in (select id from users where ${ofCustomer})`,
    without: ['lease_token'],
  },
  { name: 'mailPreferences', from: sql`mail_preferences t where ${ofCustomer}` },
  {
    name: 'audit',
    from: sql`(
      select id, at, actor, action, subject_kind, subject_id, before, reason,
        case when jsonb_typeof(after) = 'object' then after - 'sessionId' else after end as after
      from audit_log where ${ofCustomer}) t`,
  },
];

/**
 * Returns all data of these customers, who are one person, as one JSON text. The database builds it, so that amounts
 * and byte counts keep every digit. `takeOutPerson` authorises and audits.
 */
export async function readPerson(
  ctx: ActorlessCtx,
  { ids, head }: { ids: readonly number[]; head: Record<string, string | number> },
): Promise<string> {
  const same = sql`same as (select unnest(${sql.param(ids.map(String))}::text[]::bigint[]) as id)`;
  const written = Object.entries(head).map(([name, value]) =>
    property(name, JSON.stringify(value)),
  );
  // Sequential, because a transaction has one connection.
  for (const { name, from, without = [] } of parts) {
    const [row] = await readDb(ctx).execute<{ text: string }>(sql`
      with ${same}, theirs as (select id from services where ${ofCustomer})
      select coalesce(jsonb_pretty(jsonb_agg(to_jsonb(t) - ${sql.param([...without])}::text[])), '[]') as text
      from ${from}`);
    written.push(property(name, row?.text ?? '[]'));
  }
  return `{\n${written.join(',\n')}\n}\n`;
}

function property(name: string, json: string): string {
  return `${JSON.stringify(name)}: ${json}`;
}
