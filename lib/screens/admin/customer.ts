import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { auditLog } from '@/db/schema/audit';
import { sites } from '@/db/schema/catalog';
import { customerAddresses, customerLabels, customerNotes, customers } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { AddressKind, CustomerStatus } from '@/lib/kit/words';
import { type ServiceState, stateFromBits } from '@/lib/services/rules';

/** One customer as staff see it. Never contains the service password. */
export type CustomerView = {
  customerId: number;
  status: CustomerStatus;
  name: string;
  email: string | null;
  phone: string | null;
  siteId: number | null;
  siteName: string | null;
  language: string | null;
  timeZone: string | null;
  labels: string[];
  createdAt: Date;
  updatedAt: Date;
  /** The customer this duplicate was merged into; this record is now only a link to it. */
  mergedInto: { customerId: number; name: string } | null;
  isErased: boolean;
};

const survivors = alias(customers, 'survivors');

/** @throws DomainError `forbidden` | `not-found` */
export async function getCustomer(ctx: Ctx, customerId: number): Promise<CustomerView> {
  requireStaff(ctx, 'customers.read');
  const db = readDb(ctx);
  const [[row], labels] = await Promise.all([
    db
      .select({
        customerId: customers.id,
        status: customers.status,
        name: customers.name,
        email: customers.email,
        phone: customers.phone,
        siteId: customers.siteId,
        siteName: sites.name,
        language: customers.language,
        timeZone: customers.timeZone,
        createdAt: customers.createdAt,
        updatedAt: customers.updatedAt,
        mergedIntoId: survivors.id,
        mergedIntoName: survivors.name,
        isErased: sql<boolean>`${customers.erasedAt} is not null`,
      })
      .from(customers)
      .leftJoin(sites, eq(sites.id, customers.siteId))
      .leftJoin(survivors, eq(survivors.id, customers.mergedIntoId))
      .where(eq(customers.id, customerId)),
    db
      .select({ label: customerLabels.label })
      .from(customerLabels)
      .where(eq(customerLabels.customerId, customerId))
      .orderBy(asc(customerLabels.label)),
  ]);
  const { mergedIntoId, mergedIntoName, ...customer } = found(row);
  return {
    ...customer,
    labels: labels.map(({ label }) => label),
    mergedInto:
      mergedIntoId === null ? null : { customerId: mergedIntoId, name: mergedIntoName ?? '' },
  };
}

export type AddressView = {
  kind: AddressKind;
  lines: string;
  city: string;
  postalCode: string;
  country: string;
};

export async function listAddresses(ctx: Ctx, customerId: number): Promise<AddressView[]> {
  requireStaff(ctx, 'customers.read');
  return readDb(ctx)
    .select({
      kind: customerAddresses.kind,
      lines: customerAddresses.lines,
      city: customerAddresses.city,
      postalCode: customerAddresses.postalCode,
      country: customerAddresses.country,
    })
    .from(customerAddresses)
    .where(eq(customerAddresses.customerId, customerId))
    .orderBy(asc(customerAddresses.id));
}

export type NoteView = { noteId: number; text: string; author: string | null; createdAt: Date };

/** Lists the notes staff wrote about the customer, newest first. */
export async function listNotes(ctx: Ctx, customerId: number): Promise<NoteView[]> {
  requireStaff(ctx, 'customers.read');
  return readDb(ctx)
    .select({
      noteId: customerNotes.id,
      text: customerNotes.text,
      author: users.name,
      createdAt: customerNotes.createdAt,
    })
    .from(customerNotes)
    .leftJoin(users, eq(users.id, customerNotes.authorUserId))
    .where(eq(customerNotes.customerId, customerId))
    .orderBy(desc(customerNotes.id))
    .limit(100);
}

/** One action on the customer or on something the customer owns. */
export type AuditView = {
  auditId: number;
  at: Date;
  /** `staff:3`, `webhook:stripe`, `system:sweep`. */
  actor: string;
  actorName: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  reason: string | null;
};

const AUDIT_PAGE_ROWS = 50;

/** Newest first; `before` is the last id of the previous page. */
export async function listCustomerAudit(
  ctx: Ctx,
  { customerId, before }: { customerId: number; before?: number | undefined },
): Promise<{ rows: AuditView[]; next: number | undefined }> {
  requireStaff(ctx, 'customers.read');
  // The entries contain amounts, so they need the permission to see the wallet.
  requireStaff(ctx, 'wallet.read');
  const rows = await readDb(ctx)
    .select({
      auditId: auditLog.id,
      at: auditLog.at,
      actor: auditLog.actor,
      actorName: users.name,
      action: auditLog.action,
      subjectKind: auditLog.subjectKind,
      subjectId: auditLog.subjectId,
      before: auditLog.before,
      after: auditLog.after,
      reason: auditLog.reason,
    })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorUserId))
    .where(
      and(
        eq(auditLog.customerId, customerId),
        before === undefined ? undefined : lt(auditLog.id, before),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(AUDIT_PAGE_ROWS + 1);
  const page = rows.slice(0, AUDIT_PAGE_ROWS);
  return { rows: page, next: rows.length > AUDIT_PAGE_ROWS ? page.at(-1)?.auditId : undefined };
}

/** Lists the states of a customer's live services, to preview a change of the customer's status. */
export async function listServiceStates(
  ctx: Ctx,
  customerIds: readonly number[],
): Promise<Map<number, ServiceState[]>> {
  requireStaff(ctx, 'customers.read');
  const byCustomer = new Map<number, ServiceState[]>(customerIds.map((id) => [id, []]));
  if (customerIds.length === 0) return byCustomer;
  const rows = await readDb(ctx)
    .select({
      customerId: services.customerId,
      holds: services.holds,
      archivedAt: services.archivedAt,
    })
    .from(services)
    .where(sql`${services.customerId} in ${[...customerIds]} and ${services.archivedAt} is null`);
  for (const row of rows) byCustomer.get(row.customerId)?.push(stateFromBits(row));
  return byCustomer;
}

export type CustomerSummary = { customerId: number; name: string; status: CustomerStatus };

/** Returns the name and status of these customers, by name. */
export async function listCustomerSummaries(
  ctx: Ctx,
  customerIds: readonly number[],
): Promise<CustomerSummary[]> {
  requireStaff(ctx, 'customers.read');
  if (customerIds.length === 0) return [];
  return readDb(ctx)
    .select({ customerId: customers.id, name: customers.name, status: customers.status })
    .from(customers)
    .where(sql`${customers.id} in ${[...customerIds]}`)
    .orderBy(asc(customers.name), asc(customers.id));
}
