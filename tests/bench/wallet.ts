import { randomUUID } from 'node:crypto';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { type Bench, type Figure, figure, pairedRatio, percentile } from './harness';
import { benchCtx } from './renewals/sweeps';
import { withCopy } from './renewals/use-database';
import { runClients, type Taken } from './wallet/clients';
import { createWorld, PLAN_ID, spreadRevenue } from './wallet/world';

const CUSTOMERS = 2_000;
const counts = { insert: 4_000, transfer: 1_000, purchase: 300 };
const sizes = [1, 8, 32] as const;

type Case = 'insert' | 'transfer' | 'purchase' | 'one_revenue' | 'many_revenue';
type Measured = Record<Case, Taken[]>;

/** Credits and whole purchases per second at 1, 8 and 32 clients, beside a bare insert per commit. */
export const bench: Bench = async (context) => {
  process.env['DATABASE_POOL_MAX'] = String(Math.max(...sizes));
  const world = await context.createDatabase();
  await createWorld(world.sql, CUSTOMERS);
  await world.sql`create table probe (id bigint generated always as identity primary key, at timestamptz)`;
  await world.sql`grant insert on probe to public`;
  const taken = new Map<number, Measured>(sizes.map((clients) => [clients, nothing()]));
  for (let round = 0; round < context.repeats; round += 1) {
    await withCopy(context, world, async () => {
      for (const [clients, measured] of taken) await measure(clients, measured);
    });
    await withCopy(context, world, async ({ sql }) => compareRevenue(sql, taken));
    context.say(`round ${round + 1} of ${context.repeats}`);
  }
  return [...taken].flatMap(([clients, measured]) => figuresOf(clients, measured));
};

function nothing(): Measured {
  return { insert: [], transfer: [], purchase: [], one_revenue: [], many_revenue: [] };
}

async function measure(clients: number, measured: Measured): Promise<void> {
  measured.insert.push(await insert(clients));
  measured.transfer.push(await transfer(clients));
  measured.purchase.push(await purchase(clients));
}

function insert(clients: number): Promise<Taken> {
  const sql = getSql();
  return runClients(
    { clients, count: counts.insert },
    () => sql`insert into probe (at) values (now())`,
  );
}

/** What a payment does to the books: one credit, its event, one commit. */
function transfer(clients: number): Promise<Taken> {
  return runClients({ clients, count: counts.transfer }, (n) =>
    inTransaction(benchCtx(), (ctx) =>
      creditWallet(ctx, {
        customerId: customerOf(n),
        amountMinor: 2_000n,
        causeKey: `bench:${randomUUID()}`,
        kind: 'top_up',
        fromAccount: 'stripe_clearing',
        text: 'Top-up',
      }),
    ),
  );
}

/** The command behind "Buy": service, first period, its charge, order, audit and events. The sheet was shown before. */
async function purchase(clients: number): Promise<Taken> {
  const orders = await Promise.all(
    Array.from({ length: counts.purchase }, async (_, n) => {
      const customerId = customerOf(n);
      const request = { kind: 'new_service' as const, itemId: PLAN_ID };
      const { orderId, sealedQuote } = await previewOrder(benchCtx(), { customerId, request });
      return { orderId, customerId, request, quote: sealedQuote };
    }),
  );
  return runClients({ clients, count: orders.length }, async (n) => {
    const order = orders[n];
    if (!order) throw new Error('the bench has no such order');
    const placed = await placeOrder(benchCtx(), order);
    if (placed.kind !== 'executed') throw new Error('a purchase did not execute');
  });
}

/** Neighbouring operations are of different customers, as at a real till. */
function customerOf(n: number): number {
  return 1 + (n % CUSTOMERS);
}

async function compareRevenue(
  sql: Parameters<typeof spreadRevenue>[0],
  taken: ReadonlyMap<number, Measured>,
): Promise<void> {
  const largest = taken.get(Math.max(...sizes));
  const clients = Math.max(...sizes);
  await spreadRevenue(sql, 1);
  largest?.one_revenue.push(await purchase(clients));
  await spreadRevenue(sql, 64);
  largest?.many_revenue.push(await purchase(clients));
}

function figuresOf(clients: number, measured: Measured): Figure[] {
  const words = {
    transfer: `${counts.transfer} credits of ${CUSTOMERS} wallets, each with its event; target 0.6 of the floor at 32 clients`,
    purchase: `${counts.purchase} purchases of a monthly plan, with charge, order, audit and events; target 0.45 of the floor at 32 clients`,
  };
  const named = (name: string) => `${name}_${clients}_client${clients === 1 ? '' : 's'}`;
  const rates = (['transfer', 'purchase'] as const).map((name) =>
    share(
      named(name),
      measured[name],
      measured.insert,
      `${words[name]}; floor: a one-row insert per commit`,
    ),
  );
  const waits = (['insert', 'transfer', 'purchase'] as const).flatMap((name) =>
    [50, 99].map((rank) =>
      figure({
        name: `${named(name)}_p${rank}`,
        value: waitOf(measured[name], rank),
        unit: 'ms',
        ...(name === 'insert' ? {} : { floor: waitOf(measured.insert, rank) }),
        workload: rank === 99 && name === 'purchase' ? 'target 2x' : '',
      }),
    ),
  );
  const revenue = measured.one_revenue.length
    ? [
        share(
          'purchase_one_revenue_account',
          measured.one_revenue,
          measured.many_revenue,
          `${clients} clients, one revenue account; floor: 64 of them; target 0.95`,
        ),
      ]
    : [];
  return [...rates, ...waits, ...revenue];
}

/** A rate as a share of its floor, round by round: 1 equals the floor, and more is better. */
function share(name: string, rates: Taken[], floors: Taken[], workload: string): Figure {
  const [own, floor] = [rates, floors].map((taken) => taken.map(({ rate }) => rate));
  return figure({
    name,
    value: percentile(own ?? [], 50),
    unit: 'operations/s',
    floor: percentile(floor ?? [], 50),
    ratio: pairedRatio(own ?? [], floor ?? []),
    workload,
  });
}

function waitOf(taken: Taken[], rank: number): number {
  return percentile(
    taken.flatMap(({ waits }) => waits),
    rank,
  );
}
