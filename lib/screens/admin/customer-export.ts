import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** The columns an export has beyond the list, so that an import can read the customer back. */
export type CustomerDetails = {
  language: string | null;
  timeZone: string | null;
  /** The first billing address; empty strings when the customer has none. */
  billing: { lines: string; postalCode: string; city: string; country: string };
};

const noAddress = { lines: '', postalCode: '', city: '', country: '' };

export async function listCustomerDetails(
  ctx: Ctx,
  customerIds: readonly number[],
): Promise<Map<number, CustomerDetails>> {
  requireStaff(ctx, 'export');
  if (customerIds.length === 0) return new Map();
  const rows = await readDb(ctx).execute<{
    id: number;
    language: string | null;
    time_zone: string | null;
    billing: CustomerDetails['billing'] | null;
  }>(sql`
    select c.id::int as id, c.language, c.time_zone,
      (select jsonb_build_object('lines', a.lines, 'postalCode', a.postal_code, 'city', a.city, 'country', a.country)
       from customer_addresses a where a.customer_id = c.id and a.kind = 'billing' order by a.id limit 1) as billing
    from customers c where c.id in ${customerIds}`);
  return new Map(
    rows.map(({ id, language, time_zone: timeZone, billing }) => [
      id,
      { language, timeZone, billing: billing ?? noAddress },
    ]),
  );
}
