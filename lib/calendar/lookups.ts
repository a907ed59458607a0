import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { users } from '@/db/schema/identity';
import { scheduledChanges, serviceDiscounts, serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { listNextCharges, type NextCharge } from '@/lib/orders/lookups/next-charges';
import { listConnectionFacts } from '@/lib/services/lookups/connection';
import { findStanding } from '@/lib/services/lookups/standing';
import { stateFromBits } from '@/lib/services/rules';
import { blockedIn } from '@/lib/services/rules/conflict';
import {
  datesOf,
  inOrder,
  type Planned,
  type PlannedTermsView,
} from '@/lib/services/rules/planned';
import { isPlannedBySubscriber } from '@/lib/services/rules/planned-change';
import { setsOwnPrice } from '@/lib/services/rules/planned-price';
import type { ConnectionFacts } from '@/lib/services/rules/state-ahead';
import { blockedTerms, waitOf } from '@/lib/services/rules/terms-wait';
import { readChange } from '@/lib/services/scheduled-change-input';

/**
 * Lists every automatic change ahead for these services, in chronological order; the single source for the
 * portal and the admin. The caller has checked access to the services.
 */
export async function listPlanned(
  ctx: Ctx,
  serviceIds: readonly number[],
  charges?: ReadonlyMap<number, NextCharge>,
): Promise<Map<number, Planned[]>> {
  const ids = [...serviceIds];
  const [rows, changes, discounts, pauses, connections, ahead] = await Promise.all([
    selectServices(ctx, ids),
    listChanges(ctx, ids),
    listDiscountDays(ctx, ids),
    listPauseEnds(ctx, ids),
    listConnectionFacts(ctx, ids),
    charges ?? listNextCharges(ctx, ids),
  ]);
  const planned = new Map<number, Planned[]>();
  for (const row of rows) {
    const { id } = row.service;
    const charge = ahead.get(id);
    const connection = connections.get(id);
    if (!charge || !connection || row.service.archivedAt !== null) continue;
    const { zone } = charge.terms;
    const ofDay = changes.get(id) ?? [];
    const service = { ...row.service, state: stateFromBits(row.service) };
    const today = localDateOf(ctx.now, zone);
    const waiting = nextTermsOf(row, charge, connection);
    // Sequential: a transaction has one connection, and a page must not use up the pool.
    const blocked =
      ofDay.length > 0 || waiting?.kind === 'next_plan'
        ? blockedIn(await findStanding(ctx, service, { today, timeZone: zone }))
        : nothing;
    const next = withBlocked(waiting, blocked);
    const dates = datesOf(
      { ...service, endDate: charge.lastDay },
      {
        today,
        pauseEnds: pauses.get(id) ?? null,
        discounts: discounts.get(id) ?? [],
      },
    );
    const all = [
      ...(next === null ? [] : [next]),
      ...ofDay.map((change, index) => ({
        ...change,
        losesPrice: losesPrice(change, { next, zone, before: ofDay.slice(0, index) }),
        blocked: blocked.get(change.changeId) ?? null,
      })),
      ...dates,
    ];
    planned.set(id, inOrder(all, zone));
  }
  return planned;
}

const nothing: Blocked = new Map();
type Blocked = ReturnType<typeof blockedIn>;

function withBlocked(next: PlannedTermsView | null, blocked: Blocked): PlannedTermsView | null {
  if (next?.kind !== 'next_plan') return next;
  return { ...next, blocked: blockedTerms(next.waits, blocked.get(null) ?? null) };
}

type PlannedChange = Omit<Extract<Planned, { kind: 'change' }>, 'losesPrice' | 'blocked'>;

/** A custom price belongs to a plan and is dropped when the plan changes. */
function losesPrice(
  { day, change }: PlannedChange,
  {
    next,
    zone,
    before,
  }: { next: PlannedTermsView | null; zone: string; before: readonly PlannedChange[] },
): boolean {
  if (!setsOwnPrice(change)) return false;
  if (before.some((one) => one.change.kind === 'plan')) return true;
  return next?.kind === 'next_plan' && next.at !== null && day > localDateOf(next.at, zone);
}

function selectServices(ctx: Ctx, ids: number[]) {
  return readDb(ctx)
    .select({
      service: services,
      version: catalogItemVersions,
      itemName: catalogItems.name,
      kind: catalogItems.kind,
      plannedByName: users.name,
    })
    .from(services)
    .leftJoin(catalogItemVersions, eq(catalogItemVersions.id, services.nextItemVersionId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .leftJoin(users, sql`${services.nextPlannedBy} = ${users.kind} || ':' || ${users.id}`)
    .where(inArray(services.id, ids));
}

type Row = Awaited<ReturnType<typeof selectServices>>[number];

function nextTermsOf(
  { service, version, ...row }: Row,
  charge: NextCharge,
  connection: ConnectionFacts,
): PlannedTermsView | null {
  // Terms that can no longer be taken will not take effect.
  if (version === null || charge.planned === null) return null;
  const { terms, at, priceMinor, feeMinor } = charge.planned;
  const { holds } = stateFromBits(service);
  const isUnstarted = charge.present.isUnstarted === true;
  const waits = waitOf({ holds, dueAt: at, isUnstarted, ...connection });
  return {
    kind: version.itemId === service.itemId ? 'next_terms' : 'next_plan',
    at: waits === null ? at : null,
    waits,
    itemVersionId: version.id,
    fromName: row.itemName,
    toName: terms.itemName,
    priceMinor,
    feeMinor,
    mode: terms.mode,
    interval: terms.interval,
    downBitsPerSecond: version.downBitsPerSecond,
    upBitsPerSecond: version.upBitsPerSecond,
    // A plan change never changes the item's kind.
    hasData: row.kind === 'internet',
    dataBytes: terms.quotaBytes,
    byName: row.plannedByName,
    isBySubscriber: isPlannedBySubscriber(service.nextPlannedBy),
    plannedAt: service.nextPlannedAt,
    blocked: null,
  };
}

async function listChanges(ctx: Ctx, ids: number[]): Promise<Map<number, PlannedChange[]>> {
  const rows = await readDb(ctx)
    .select({ row: scheduledChanges, byName: users.name })
    .from(scheduledChanges)
    .leftJoin(users, sql`${scheduledChanges.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(and(inArray(scheduledChanges.serviceId, ids), eq(scheduledChanges.state, 'pending')))
    .orderBy(asc(scheduledChanges.effectiveDate), asc(scheduledChanges.id));
  const itemNames = await listItemNames(
    ctx,
    rows.map(({ row }) => row.payload),
  );
  return grouped(rows, ({ row, byName }) => {
    const change = readChange(row.payload);
    const { id: changeId, serviceId, effectiveDate: day } = row;
    const toName = change?.kind === 'plan' ? (itemNames.get(change.itemId) ?? null) : null;
    return (
      change && { serviceId, value: { kind: 'change', day, changeId, change, toName, byName } }
    );
  });
}

async function listItemNames(ctx: Ctx, payloads: readonly unknown[]): Promise<Map<number, string>> {
  const ids = payloads.flatMap((payload) => {
    const change = readChange(payload);
    return change?.kind === 'plan' ? [change.itemId] : [];
  });
  const rows = await readDb(ctx)
    .select({ id: catalogItems.id, name: catalogItems.name })
    .from(catalogItems)
    .where(inArray(catalogItems.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function listDiscountDays(ctx: Ctx, ids: number[]) {
  const rows = await readDb(ctx)
    .select()
    .from(serviceDiscounts)
    .where(inArray(serviceDiscounts.serviceId, ids));
  return grouped(rows, ({ serviceId, ...value }) => ({ serviceId, value }));
}

async function listPauseEnds(ctx: Ctx, ids: number[]): Promise<Map<number, string>> {
  const rows = await readDb(ctx)
    .select({ serviceId: serviceHolds.serviceId, until: serviceHolds.until })
    .from(serviceHolds)
    .where(and(inArray(serviceHolds.serviceId, ids), eq(serviceHolds.reason, 'paused')));
  return new Map(
    rows.flatMap(({ serviceId, until }) => (until === null ? [] : [[serviceId, until]])),
  );
}

function grouped<Row, Value>(
  rows: readonly Row[],
  read: (row: Row) => { serviceId: number; value: Value } | null,
): Map<number, Value[]> {
  const byService = new Map<number, Value[]>();
  for (const row of rows) {
    const one = read(row);
    if (one) byService.set(one.serviceId, [...(byService.get(one.serviceId) ?? []), one.value]);
  }
  return byService;
}
