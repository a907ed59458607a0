import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import type { Ctx } from '@/lib/context';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { createService } from '@/lib/lifecycle/create-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import type { DemoCheck, DemoWorld, Timing } from '../world';
import { castSubscriber, isConfirmed, type Subscriber, signIn } from './support/cast';
import { Page } from './support/page';
import { assert, waitFor } from './support/wait';

const ADMIN = 'admin@demo.netpurse.example';

export const check: DemoCheck = {
  name: 'f. staff find, create, and make a customer inactive and active; the routers follow',
  run: async (world) => {
    const customer = await castSubscriber(world, {
      name: 'Check Household',
      plan: 'Weekly 5 GB',
      credit: 3_000n,
      since: new Date(),
    });
    await lookAround(world, customer);
    return stopAndStart(world, customer);
  },
};

/** Uses the search, opens the customer's pages and creates a customer through the form. */
async function lookAround(world: DemoWorld, customer: Subscriber): Promise<void> {
  const session = await signIn(world, ADMIN);
  (await Page.open(session, `/admin/customers?q=${customer.login}`)).expectText(/Check Household/);
  const base = `/admin/customers/${customer.customerId}`;
  for (const tab of ['', '/wallet', '/timeline', '/usage', '/orders', '/details']) {
    const page = await Page.open(session, base + tab);
    assert(page.status === 200, `${base}${tab} answers ${page.status}`);
  }
  (await Page.open(session, base)).expectText(/Weekly 5 GB/);
  const form = await Page.open(session, '/admin/customers/new');
  const made = await form.send(/create|add/i, { name: 'Check Newcomer' });
  made.expectText(/Check Newcomer/);
  const support = await signIn(world, 'support@demo.netpurse.example');
  const refused = await Page.open(support, '/admin/settings');
  assert(
    refused.status === 403 || !/save/i.test(refused.text()),
    'support does not change settings',
  );
}

/**
 * Two services, one active and one disabled by staff: setting the customer Inactive disables both, and setting them
 * Active restores each to its own state.
 */
async function stopAndStart(world: DemoWorld, customer: Subscriber): Promise<Timing[]> {
  const ctx = await adminCtx();
  const second = await addService(world, ctx, customer);
  const both = [customer, second];
  await waitFor(
    'both online',
    () => both.every(({ login, router }) => router.served(login) === 'served'),
    { withinMs: 30_000 },
  );
  await stopService(ctx, { serviceId: second.serviceId, hold: 'staff_disabled', reason: 'Check' });
  await waitFor('the second cut', () => second.router.served(second.login) === 'cut');

  const stoppedAt = performance.now();
  await changeCustomerStatus(
    { ...ctx, now: new Date() },
    { customerId: customer.customerId, status: 'inactive', reason: 'Check' },
  );
  const stopMs = await waitFor(
    'walled in',
    async () =>
      customer.router.served(customer.login) === 'garden' && (await isConfirmed(second.serviceId)),
    { since: stoppedAt },
  );
  const startedAt = performance.now();
  await changeCustomerStatus(
    { ...ctx, now: new Date() },
    { customerId: customer.customerId, status: 'active', reason: 'Check' },
  );
  const startMs = await waitFor(
    'served again',
    () => customer.router.served(customer.login) === 'served',
    { since: startedAt },
  );
  await waitFor('the second cut again', () => second.router.served(second.login) === 'cut');
  return [
    { name: 'from inactive to both walled in', ms: stopMs },
    { name: 'from active to served', ms: startMs },
  ];
}

async function adminCtx(): Promise<Ctx> {
  const [row] = await getDb().execute<{ id: number }>(
    sql`select id::int as id from users where email = ${ADMIN}`,
  );
  return {
    actor: { kind: 'staff', userId: row?.id ?? 0, role: 'admin', sessionId: 'demo-check' },
    now: new Date(),
  };
}

async function addService(
  world: DemoWorld,
  ctx: Ctx,
  { customerId, router }: Subscriber,
): Promise<Subscriber> {
  const { itemId } = await createItem(ctx, {
    name: `Check plan ${customerId}`,
    kind: 'internet',
    status: 'active',
    terms: {
      unitPriceMinor: 300n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'week',
      downBitsPerSecond: 5_000_000n,
      upBitsPerSecond: 1_000_000n,
    },
  });
  const [row] = await getDb().execute<{ id: number }>(
    sql`select id::int as id from routers where port = ${router.port}`,
  );
  const login = `second${customerId}`;
  const { serviceId } = await createService(ctx, {
    customerId,
    itemId,
    network: {
      routerId: row?.id ?? null,
      accessMethod: 'pppoe',
      login,
      password: 'second-secret',
      ipv4Mode: 'dynamic',
    },
  });
  const other = world.standIns.routers.find((one) => one.port === router.port) ?? router;
  other.dial(login, 'second-secret', '02:CC:00:00:00:01', { redial: 'immediate' });
  return { customerId, email: '', serviceId, login, router: other };
}
