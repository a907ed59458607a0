import { sql } from 'drizzle-orm';
import { closeDb, getDb, getSql } from '@/db/client';
import { jobRuns } from '@/db/schema/jobs';
import { notifications } from '@/db/schema/notifications';
import { usageHeldReadings } from '@/db/schema/usage';
import { inTransaction } from '@/db/transaction';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import type { Actor, Ctx } from '@/lib/context';
import { addNote } from '@/lib/customers/add-note';
import { createCustomer } from '@/lib/customers/create-customer';
import { saveDocument } from '@/lib/customers/documents/save-document';
import { invitePerson } from '@/lib/customers/invite-person';
import { setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { createUser } from '@/lib/identity/create-user';
import { openSession } from '@/lib/identity/open-session';
import { type Person, resolveSession } from '@/lib/identity/resolve-session';
import { resetEnv } from '@/lib/kit/env';
import { newId } from '@/lib/kit/ids';
import { type StaffRole, staffRoles } from '@/lib/kit/words';
import { createService } from '@/lib/lifecycle/create-service';
import { parkService } from '@/lib/recurrence/park-service';
import { createRouter } from '@/lib/routers/create-router';
import { startStripeStandIn } from '@/stand-ins/stripe/stand-in';
import { asOwner } from '@/tests/support/as-owner';
import { givenCredit, givenOperator, givenReached } from '@/tests/support/fixtures';
import { givenCatalogue } from './world-catalogue';
import { givenMoney } from './world-money';
import { givenAddressPlan } from './world-network';
import { markers, otherEmail, secrets, staffEmail, tag } from './world-words';
import { givenWork } from './world-work';

export type Rows = {
  customerId: number;
  otherCustomerId: number;
  userId: number;
  inviteeId: number;
  staffUserId: number;
  sessionId: string;
  siteId: number;
  categoryId: number;
  itemId: number;
  targetItemId: number;
  draftItemId: number;
  packId: number;
  versionId: number;
  fileId: string;
  serviceId: number;
  changeId: number;
  routerId: number;
  networkId: number;
  poolNetworkId: number;
  poolId: number;
  orderId: string;
  topUpId: string;
  paidTopUpId: string;
  parkedTopUpId: string;
  disputedTopUpId: string;
  disputeId: string;
  notificationId: string;
  rolloutId: string;
  bulkId: string;
  noteId: number;
  documentId: string;
  runId: string;
  parkedServiceId: number;
  heldId: number;
};

export type SecurityWorld = {
  rows: Rows;
  now: Date;
  people: Record<StaffRole | 'A' | 'B', Person>;
  close: () => Promise<void>;
};

/**
 * Two households and one person of every role; customer A has at least one row of every kind. With `isShared` the
 * database is not ours, so the operator's settings stay as they are.
 */
export async function givenSecurityWorld({ isShared = false } = {}): Promise<SecurityWorld> {
  const stripe = await startStripeStandIn({
    webhookUrl: 'http://127.0.0.1:9/never',
    webhookSecret: 'whsec_integration',
    settleAfterMs: 60_000,
  });
  Object.assign(process.env, { STRIPE_API_BASE: stripe.apiBase });
  resetEnv();
  const now = new Date();
  const system: Ctx = { actor: { kind: 'system', job: 'test' }, now };
  if (!isShared) await makeOwn();
  const people = {} as SecurityWorld['people'];
  for (const role of staffRoles) people[role] = await givenStaff(system, role);
  const owner: Ctx = { actor: people.owner, now };
  const a = await givenHousehold(system, markers);
  const b = await givenHousehold(system, {
    ...{ name: 'Bertil Andersson', email: otherEmail, phone: '+46 8 5550 1122' },
  });
  people.A = a.person;
  people.B = b.person;
  const catalogue = await givenCatalogue(owner, a.customerId);
  const details = await givenDetails(owner, a.customerId);
  const service = await givenNetworkService(owner, { ...a, ...catalogue });
  await givenPlace(service.routerId, [a.customerId, b.customerId]);
  const money = await givenMoney(system, stripe, { ...a, ...catalogue, ...service });
  const rows = {
    ...{ customerId: a.customerId, otherCustomerId: b.customerId },
    ...{ userId: a.userId, sessionId: a.person.sessionId, staffUserId: people.support.userId },
    ...catalogue,
    ...details,
    ...service,
    ...(await givenAddressPlan(now, service.routerId)),
    ...money,
    ...(await givenWork(owner, { ...a, ...catalogue })),
    runId: await givenFailedRun(now),
    parkedServiceId: await givenParkedService(owner, { ...a, ...catalogue }),
    heldId: await givenHeldReading(service, now),
    notificationId: await givenFailedMail(a, now),
  };
  return { rows, now, people, close: () => stripe.close() };
}

async function makeOwn(): Promise<void> {
  await givenOperator({ topUpMaxMinor: 500_000n });
  // A call blocked by a lock of the transaction that watches it must fail, not hang.
  const [row] = await getSql()<{ name: string }[]>`select current_database() as name`;
  await asOwner((sql) => sql.unsafe(`alter database "${row?.name}" set lock_timeout = '2s'`));
  await closeDb();
}

async function givenStaff(ctx: Ctx, role: StaffRole): Promise<Person> {
  const email = staffEmail(role);
  const input = { kind: 'staff', role, email, name: `Staff ${role}` } as const;
  const { userId } = await createUser(ctx, { ...input, password: secrets.password });
  return signIn(ctx, userId);
}

type Contact = { name: string; email: string; phone: string };

async function givenHousehold(ctx: Ctx, { name, email, phone }: Contact) {
  const { customerId } = await createCustomer(ctx, {
    ...{ name, email, phone, servicePassword: secrets.servicePassword },
  });
  const { userId } = await createUser(ctx, {
    ...{ kind: 'subscriber', customerId, email, name, password: secrets.password },
  });
  await givenCredit(customerId, 10_000n, ctx.now);
  return { customerId, userId, person: await signIn(ctx, userId) };
}

async function signIn({ now }: Ctx, userId: number): Promise<Person> {
  const sessionId = await openSession({ now }, { userId, ip: '198.51.100.7', userAgent: 'test' });
  const person = await resolveSession({ now }, sessionId);
  if (person === null) throw new Error('the session did not open');
  return person;
}

async function givenDetails(ctx: Ctx, customerId: number) {
  await setCustomerAddresses(ctx, {
    customerId,
    addresses: [{ kind: 'service', lines: markers.street, city: 'Berlin' }],
  });
  const { noteId } = await addNote(ctx, { customerId, text: markers.note });
  const { userId: inviteeId } = await invitePerson(ctx, {
    ...{ customerId, name: 'Second person', email: `second.${markers.email}` },
  });
  const [site] = await getSql()<{ id: string }[]>`
    insert into sites (name, created_at) values (${`North mast ${tag}`}, now()) returning id`;
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
  const document = { customerId, name: markers.document, visibleToCustomer: true, bytes };
  const { documentId } = await saveDocument(ctx, document);
  return { noteId, inviteeId, documentId, siteId: Number(site?.id) };
}

/** A site of the world's own router for both customers, because a shared database has other routers. */
async function givenPlace(routerId: number, customerIds: number[]): Promise<void> {
  const sql = getSql();
  await sql`
    with place as (insert into sites (name, created_at) values (${`Edge ${tag}`}, now()) returning id),
      router as (update routers set site_id = place.id from place where routers.id = ${routerId})
    update customers set site_id = place.id from place where customers.id in ${sql(customerIds)}`;
}

const ROUTER_NAME = 'edge of the security world';

/** Returns the router of an earlier world, which left it out of service so that nothing is sold on it. */
async function returnRouter(): Promise<number | undefined> {
  const [row] = await getSql()<{ id: string }[]>`
    update routers set status = 'online' where name = ${ROUTER_NAME} returning id`;
  return row && Number(row.id);
}

async function givenRouter(ctx: Ctx): Promise<number> {
  const { routerId } = await createRouter(ctx, {
    ...{ name: ROUTER_NAME, siteId: null, host: '127.0.0.1', port: 9, useTls: false },
    ...{ certificate: null, username: 'netpurse', password: secrets.routerPassword },
    ...{ accessMethods: ['pppoe'], pppLocalAddress: '10.255.0.1' },
  });
  await givenReached(routerId);
  return routerId;
}

async function givenNetworkService(ctx: Ctx, ids: { customerId: number; itemId: number }) {
  const routerId = (await returnRouter()) ?? (await givenRouter(ctx));
  // The router does not exist, so what it confirmed is written with the service: it would be held otherwise.
  const { serviceId } = await inTransaction(ctx, async (tctx) => {
    const made = await createService(tctx, {
      ...ids,
      network: {
        ...{ routerId, accessMethod: 'pppoe', login: markers.login },
        password: secrets.pppPassword,
      },
    });
    await tctx.tx.execute(sql`
      insert into service_router_states (service_id, router_id, applied_level, applied_rows)
      values (${made.serviceId}, ${routerId}, 4, ${JSON.stringify([{ menu: '/ppp/secret', key: markers.login }])}::jsonb)`);
    return made;
  });
  const effectiveDate = new Date(ctx.now.getTime() + 5 * 86_400_000).toISOString().slice(0, 10);
  await scheduleChange(ctx, {
    ...{ serviceId, effectiveDate, change: { kind: 'fields', fields: { description: 'Later' } } },
  });
  const [change] = await getSql()<{ id: string }[]>`
    select id from scheduled_changes where service_id = ${serviceId}`;
  return { routerId, serviceId, changeId: Number(change?.id) };
}

/** More than the line can carry, so it waits for staff. */
async function givenHeldReading(
  { routerId, serviceId }: { routerId: number; serviceId: number },
  now: Date,
): Promise<number> {
  const reading = { routerId, serviceId, login: markers.login, sessionKey: 's1', polledAt: now };
  const [row] = await getDb()
    .insert(usageHeldReadings)
    .values({ ...reading, downBytes: 5_000_000_000n, upBytes: 0n, reason: 'too_fast' })
    .returning({ id: usageHeldReadings.id });
  return row?.id ?? 0;
}

/** Quarantined: no sweep picks it up until staff retry it. */
async function givenParkedService(
  ctx: Ctx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<number> {
  const { serviceId } = await createService(ctx, { customerId, itemId });
  await parkService(ctx, {
    serviceId,
    job: 'sweep-recurrences',
    error: new Error('for the matrix'),
  });
  return serviceId;
}

async function givenFailedRun(now: Date): Promise<string> {
  const id = newId();
  await getDb()
    .insert(jobRuns)
    .values({
      ...{ id, functionId: 'sync-router', causeKey: `event:${id}`, status: 'failed' },
      events: [{ name: 'router/dirty', data: {} }],
      ...{ concurrency: [], prioritySeconds: 0, createdAt: now, startedAt: now, finishedAt: now },
    });
  return id;
}

async function givenFailedMail(
  { customerId, userId }: { customerId: number; userId: number },
  now: Date,
): Promise<string> {
  const id = newId();
  await getDb()
    .insert(notifications)
    .values({
      ...{ id, customerId, userId: null, template: 'top_up_received', causeKey: `test:${userId}` },
      ...{ data: {}, state: 'failed', createdAt: now, dueAt: now, settledAt: now, lastError: 'x' },
    });
  return id;
}

/** Ids that look valid and do not exist. */
export function ghostOf(rows: Rows): Rows {
  const ghosts = Object.entries(rows).map(([key, value]) => [
    key,
    typeof value === 'number' ? value + 1_000_000 : newId(),
  ]);
  return Object.fromEntries(ghosts) as Rows;
}

export function ctxOf(world: SecurityWorld, actor: Actor): Ctx {
  return { actor, now: world.now };
}
