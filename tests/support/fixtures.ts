import { getDb, getSql } from '@/db/client';
import { settings } from '@/db/schema/settings';
import { inTransaction } from '@/db/transaction';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import type { Ctx } from '@/lib/context';
import { createCustomer } from '@/lib/customers/create-customer';
import { createService } from '@/lib/lifecycle/create-service';
import type { ServiceInput } from '@/lib/services/service-input';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { asOwner } from '@/tests/support/as-owner';
import { brokenLedger } from './invariants/check';

/** 5 GB as the product counts, in powers of ten. */
export const GIGABYTE = 1_000_000_000n;
export const start = new Date('2026-03-02T09:00:00Z');

export function systemCtx(now: Date = start): Ctx {
  return { actor: { kind: 'system', job: 'test' }, now };
}

export function staffCtx(now: Date = start, role: 'owner' | 'support' | 'auditor' = 'owner'): Ctx {
  return { actor: { kind: 'staff', userId: 1, role, sessionId: 'test' }, now };
}

export function subscriberCtx(customerId: number, now: Date = start): Ctx {
  return {
    actor: { kind: 'subscriber', userId: 1000 + customerId, customerId, sessionId: 'test' },
    now,
  };
}

export function at(
  base: Date,
  offset: { days?: number; hours?: number; minutes?: number; seconds?: number },
): Date {
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = offset;
  return new Date(base.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}

/** Creates the operator row every command reads; call once per file, with its overrides. */
export async function givenOperator(
  over: Partial<typeof settings.$inferInsert> = {},
): Promise<void> {
  const row = {
    operatorName: 'Harbour Net',
    currency: 'EUR',
    timeZone: 'UTC',
    topUpMinMinor: 100n,
    topUpMaxMinor: 100_000n,
    updatedAt: start,
    ...over,
  };
  await getDb().insert(settings).values(row).onConflictDoUpdate({ target: settings.id, set: row });
}

let sequence = 0;

export async function givenCustomer(
  over: { name?: string; balance?: bigint; now?: Date } = {},
): Promise<number> {
  sequence += 1;
  const ctx = systemCtx(over.now);
  const { customerId } = await createCustomer(ctx, { name: over.name ?? `Customer ${sequence}` });
  if (over.balance) await givenCredit(customerId, over.balance, over.now);
  return customerId;
}

export async function givenCredit(
  customerId: number,
  amountMinor: bigint,
  now: Date = start,
): Promise<void> {
  sequence += 1;
  await inTransaction(systemCtx(now), (ctx) =>
    creditWallet(ctx, {
      customerId,
      amountMinor,
      causeKey: `test:${process.pid}:${sequence}`,
      kind: 'cash',
      fromAccount: 'cash',
      text: 'Test credit',
    }),
  );
}

/** Returns a router that can serve everyone, creating it if necessary. Nothing listens at its address. */
export async function givenServingRouter(): Promise<number> {
  const sql = getSql();
  await sql`
    insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, last_seen_at, created_at, updated_at)
    select 'Serving router', 'router.invalid', 8728, false, 'netpurse', '', '{pppoe,hotspot,static}', 'online', ${start.toISOString()}, ${start.toISOString()}, ${start.toISOString()}
    where not exists (select 1 from routers)`;
  const [router] = await sql<{ id: string }[]>`select id from routers order by id limit 1`;
  return Number(router?.id);
}

/** Marks a router as one that has responded, so that it accepts services before the first connection of a test. */
export async function givenReached(routerId: number): Promise<void> {
  await getSql()`update routers set status = 'online', last_seen_at = created_at where id = ${routerId}`;
}

/** What connects a plan to a router, with a unique login. */
export async function givenMeans() {
  sequence += 1;
  const login = `line-${process.pid}-${sequence}`;
  return { routerId: await givenServingRouter(), accessMethod: 'pppoe' as const, login };
}

/** A weekly 5 GB plan at 5.00, credit-based unless overridden. */
export async function givenPlan(over: Partial<ItemTerms> & { name?: string } = {}) {
  sequence += 1;
  const { name = `Plan ${sequence}`, ...terms } = over;
  await givenServingRouter();
  return createItem(systemCtx(), {
    name,
    kind: 'internet',
    status: 'active',
    terms: {
      unitPriceMinor: 500n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'week',
      dataLimitBytes: 5n * GIGABYTE,
      ...terms,
    },
  });
}

/** A plan charged once without a period, as catalogues may hold from before plans had to end. */
export async function givenEndlessPlan() {
  const { itemId, versionId } = await givenPlan();
  await asOwner(
    (sql) => sql`update catalog_item_versions
      set recurrence_mode = 'none', interval_count = null, interval_unit = null where id = ${versionId}`,
  );
  return { itemId, versionId };
}

/** A service of a plan, with the means to connect, so that it is on as soon as it is paid. */
export async function givenService(
  input: Partial<ServiceInput> & { customerId: number; itemId: number },
  now: Date = start,
): Promise<number> {
  const network = { ...(await givenMeans()), ...input.network };
  const { serviceId } = await createService(systemCtx(now), { ...input, network });
  return serviceId;
}

export type ServiceSnapshot = { status: string; holds: string[]; desiredVersion: number };

export async function serviceNow(serviceId: number): Promise<ServiceSnapshot> {
  const sql = getSql();
  const [row] = await sql<{ status: string; desired_version: string; reasons: string[] | null }[]>`
    select s.status, s.desired_version,
           (select array_agg(reason order by reason) from service_holds where service_id = s.id) as reasons
    from services s where s.id = ${serviceId}`;
  if (!row) throw new Error(`no service ${serviceId}`);
  return {
    status: row.status,
    holds: row.reasons ?? [],
    desiredVersion: Number(row.desired_version),
  };
}

export async function balanceOf(
  customerId: number,
  kind: 'wallet' | 'postpaid' = 'wallet',
): Promise<bigint> {
  const [row] = await getSql()<{ balance_minor: string }[]>`
    select balance_minor from accounts where customer_id = ${customerId} and kind = ${kind}`;
  return BigInt(row?.balance_minor ?? 'NaN');
}

export type PeriodSnapshot = { index: number; outcome: string; startsAt: string; endsAt: string };

export async function periodsOf(serviceId: number): Promise<PeriodSnapshot[]> {
  const rows = await getSql()<
    { index: number; outcome: string; starts_at: string; ends_at: string }[]
  >`
    select index, outcome, starts_at, ends_at from periods where service_id = ${serviceId} order by index`;
  return rows.map((row) => ({
    index: row.index,
    outcome: row.outcome,
    startsAt: new Date(row.starts_at).toISOString(),
    endsAt: new Date(row.ends_at).toISOString(),
  }));
}

/** Broken invariants of money. */
export async function brokenLedgerRules(): Promise<string[]> {
  return brokenLedger(getSql());
}
