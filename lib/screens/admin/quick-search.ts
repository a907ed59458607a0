import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { CustomerStatus, ServiceStatus } from '@/lib/kit/words';
import { planSearch, type SearchPlan } from '@/lib/lists/rules';

/**
 * Ids of the customers that match a search, as a subquery. Reads only the trigram index; callers put it into a
 * materialized CTE, so that no plan walks a sorted list and tests each document.
 */
export function matchingCustomers(plan: SearchPlan): SQL {
  const conditions: SQL[] = [];
  if (!plan.isExact) conditions.push(sql`(${allPatterns(sql`document`, plan)})`);
  if (plan.customerId !== null) conditions.push(sql`customer_id = ${plan.customerId}`);
  if (plan.serviceId !== null) {
    conditions.push(
      sql`customer_id = (select customer_id from services where id = ${plan.serviceId})`,
    );
  }
  const any = conditions.length === 0 ? sql`false` : sql.join(conditions, sql` or `);
  return sql`select customer_id from customer_search where ${any}`;
}

/** Matches all of the plan's patterns against one lower-case text. */
function allPatterns(text: SQL, plan: SearchPlan): SQL {
  return sql.join(
    plan.patterns.map((pattern) => sql`${text} like ${pattern}`),
    sql` and `,
  );
}

export type QuickHits = {
  customers: {
    customerId: number;
    name: string;
    email: string | null;
    phone: string | null;
    status: CustomerStatus;
  }[];
  services: {
    serviceId: number;
    customerName: string;
    itemName: string;
    login: string | null;
    status: ServiceStatus;
  }[];
};

const QUICK_HITS_MAX = 6;
/** Enough to choose the best few from; a word that matches thousands needs a second word anyway. */
const CANDIDATES_MAX = 200;

/** Finds the best few customers and services for a text, for the command palette. */
export async function findQuickHits(ctx: Ctx, text: string): Promise<QuickHits> {
  requireStaff(ctx, 'customers.read');
  const plan = planSearch(text);
  if (!plan) return { customers: [], services: [] };
  const db = readDb(ctx);
  const [customers, services] = await Promise.all([
    db.execute<QuickHits['customers'][number]>(sql`
      with hits as materialized (${matchingCustomers(plan)} limit ${CANDIDATES_MAX})
      select c.id::int as "customerId", c.name, c.email, c.phone, c.status
      from customers c where c.id in (select customer_id from hits) and c.merged_into_id is null
      order by (lower(c.name) like ${`${text.trim().toLowerCase()}%`}) desc, c.name, c.id
      limit ${QUICK_HITS_MAX}`),
    db.execute<QuickHits['services'][number]>(sql`
      with hits as materialized (${matchingCustomers(plan)} limit ${CANDIDATES_MAX})
      select s.id::int as "serviceId", c.name as "customerName", i.name as "itemName", s.login, s.status
      from services s join customers c on c.id = s.customer_id join catalog_items i on i.id = s.item_id
      where s.customer_id in (select customer_id from hits) and s.archived_at is null
        and ${isServiceMeant(plan)}
      order by s.status, c.name, s.id limit ${QUICK_HITS_MAX}`),
  ]);
  return { customers: [...customers], services: [...services] };
}

/** Matches services by words of the service or of its customer, or by the id of either. */
export function isServiceMeant(plan: SearchPlan): SQL {
  const meant: SQL[] = [];
  if (!plan.isExact) meant.push(sql`(${allPatterns(serviceDocument, plan)})`);
  if (plan.customerId !== null) meant.push(sql`s.customer_id = ${plan.customerId}`);
  if (plan.serviceId !== null) meant.push(sql`s.id = ${plan.serviceId}`);
  return meant.length === 0 ? sql`false` : sql`(${sql.join(meant, sql` or `)})`;
}

const serviceDocument = sql`lower(concat_ws(' ', '#s' || s.id, s.login, host(s.ipv4_address),
  array_to_string(s.mac_addresses, ' '), '#' || c.id, c.name, c.email, c.phone,
  regexp_replace(coalesce(c.phone, ''), '\\D', '', 'g')))`;
