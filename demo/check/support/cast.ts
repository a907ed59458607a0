import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { createCustomer } from '@/lib/customers/create-customer';
import { createUser } from '@/lib/identity/create-user';
import { createService } from '@/lib/lifecycle/create-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';
import type { DemoWorld } from '../../world';
import { Page } from './page';
import { payIn } from './pay-in';

const PASSWORD = 'demo-netpurse';
const SERVICE_PASSWORD = 'equipment-secret';

export type Subscriber = {
  customerId: number;
  email: string;
  serviceId: number;
  login: string;
  router: RouterSimulator;
};

export function systemAt(now: Date): Ctx {
  return { actor: { kind: 'system', job: 'demo-check' }, now };
}

export async function itemIdOf(name: string): Promise<number> {
  const [row] = await getDb().execute<{ id: number }>(
    sql`select id::int as id from catalog_items where name = ${name}`,
  );
  if (!row) throw new Error(`the demo sells no ${name}`);
  return row.id;
}

type Part = {
  name: string;
  plan: string;
  /** Opening credit in minor units. */
  credit: bigint;
  /** Start of the service; its periods fall due from here. */
  since: Date;
  labels?: string[];
};

/** Creates a customer with a sign-in, a service on the first router, and equipment that dials in. */
export async function castSubscriber(world: DemoWorld, part: Part): Promise<Subscriber> {
  const router = world.standIns.routers[0];
  if (!router) throw new Error('the demo has no router');
  const then = systemAt(part.since);
  const { customerId } = await createCustomer(then, {
    name: part.name,
    labels: part.labels ?? [],
    servicePassword: SERVICE_PASSWORD,
  });
  const email = `check${customerId}@demo.netpurse.example`;
  await createUser(then, {
    kind: 'subscriber',
    customerId,
    email,
    name: part.name,
    password: PASSWORD,
  });
  if (part.credit > 0n) await payIn(then, { customerId, amountMinor: part.credit });
  const login = `check${customerId}`;
  const { serviceId } = await createService(then, {
    customerId,
    itemId: await itemIdOf(part.plan),
    network: {
      routerId: await routerIdOf(router),
      accessMethod: 'pppoe',
      login,
      ipv4Mode: 'dynamic',
    },
  });
  router.dial(login, SERVICE_PASSWORD, macOf(customerId), { redial: 'immediate' });
  return { customerId, email, serviceId, login, router };
}

async function routerIdOf(router: RouterSimulator): Promise<number> {
  const [row] = await getDb().execute<{ id: number }>(
    sql`select id::int as id from routers where port = ${router.port}`,
  );
  if (!row) throw new Error('the router stand-in is not in the database');
  return row.id;
}

function macOf(customerId: number): string {
  const hex = customerId.toString(16).padStart(8, '0').toUpperCase();
  return ['02', 'BB', ...(hex.match(/../g) ?? [])].join(':');
}

/** Runs the past periods at their own times and leaves what is due now to the application's sweep. */
export async function playPast(moments: readonly Date[]): Promise<void> {
  for (const now of moments) await sweepRecurrences(systemAt(now));
}

export async function signIn(
  world: DemoWorld,
  email: string,
): Promise<ReturnType<DemoWorld['openSession']>> {
  const session = world.openSession();
  const form = await Page.open(session, '/sign-in');
  const landed = await form.send(/^sign in/i, { email, password: PASSWORD });
  if (landed.url.includes('/sign-in'))
    throw new Error(`${email} could not sign in: ${landed.text().slice(0, 400)}`);
  return session;
}

export async function balanceOf(customerId: number): Promise<bigint> {
  const [row] = await getDb().execute<{ balance: string }>(
    sql`select balance_minor::text as balance from accounts where customer_id = ${customerId} and kind = 'wallet'`,
  );
  return BigInt(row?.balance ?? '0');
}

export async function outcomesOf(serviceId: number): Promise<string[]> {
  const rows = await getDb().execute<{ outcome: string }>(
    sql`select outcome from periods where service_id = ${serviceId} order by index`,
  );
  return rows.map((row) => row.outcome);
}

export async function statusOf(serviceId: number): Promise<string> {
  const [row] = await getDb().execute<{ status: string }>(
    sql`select status from services where id = ${serviceId}`,
  );
  return row?.status ?? 'none';
}

/** Whether the router has confirmed the service's whole desired state. */
export async function isConfirmed(serviceId: number): Promise<boolean> {
  const [row] = await getDb().execute<{ confirmed: boolean }>(sql`
    select s.desired_version = coalesce(r.applied_version, 0) as confirmed
    from services s left join service_router_states r on r.service_id = s.id and r.router_id = s.router_id
    where s.id = ${serviceId}`);
  return row?.confirmed ?? false;
}
