import { setTimeout as sleep } from 'node:timers/promises';
import { getSql } from '@/db/client';
import { countConflicts } from '@/db/retry-conflicts';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { changeCustomer } from '@/lib/customers/change-customer';
import { changeCustomerLabel } from '@/lib/customers/change-customer-label';
import { changeServicePassword } from '@/lib/customers/change-service-password';
import { createCustomer } from '@/lib/customers/create-customer';
import { DomainError } from '@/lib/kit/errors';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { expireWaitingOrders } from '@/lib/orders/expire-waiting-orders';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import type { Act, Deed, Situation } from './deed';
import { moneyActs } from './money-acts';
import { joinActs, orderActs } from './order-acts';
import { Random } from './random';
import { serviceActs } from './service-acts';
import { createWorld, simulationStart, staff, system, type World } from './world';

export type MixedOptions = {
  seed: number;
  clients: number;
  customers: number;
  /** Commands in all; clients stop after it. */
  commands: number;
  /** Stops earlier, where given. */
  seconds?: number;
};

export type MixedReport = {
  done: number;
  refused: number;
  /** What reached the client and is no refusal, with the command. */
  defects: string[];
  /** Transactions that met another one and were tried again. */
  conflicts: number;
  /** Pairs of commands on the same customer that ran at the same time. */
  pairs: number;
};

/** Every command moves the clock on, so that periods end and renewals fall due. */
const STEP_MS = 10 * 60_000;

const acts: readonly Act[] = [
  ...[...moneyActs, ...orderActs].map((act) => ({ ...act, weight: act.weight / 2 })),
  ...serviceActs,
  { weight: 4, prepare: sweep },
  { weight: 3, prepare: useCredit },
  { weight: 3, prepare: changeRecord },
  { weight: 3, prepare: takeBackChange },
  { weight: 1, prepare: mergeDuplicate },
];

/** Clients that send commands of every kind for a few customers at the same time, as fast as they are answered. */
export async function mixCommands(options: MixedOptions): Promise<MixedReport> {
  const { seed, clients, customers, commands } = options;
  const world = await createWorld();
  const random = new Random(`mixed:${seed}`);
  const customerIds: number[] = [];
  for (let made = 0; made < customers; made += 1) customerIds.push(await join(world, random));
  const before = countConflicts();
  const report: MixedReport = { done: 0, refused: 0, defects: [], conflicts: 0, pairs: 0 };
  const running = new Map<number, { customerId: number; kind: string }>();
  const pairs = new Set<string>();
  const endsAt =
    options.seconds === undefined ? Infinity : performance.now() + options.seconds * 1000;
  let sent = 0;
  const client = async (number: number) => {
    const own = new Random(`mixed:${seed}:${number}`);
    while (sent < commands && performance.now() < endsAt) {
      sent += 1;
      const customerId = own.pick(customerIds) ?? 0;
      const now = new Date(simulationStart.getTime() + sent * STEP_MS);
      const outcome = await attempt({ world, random: own, customerId, now }, ({ name }) => {
        const kind = name.replaceAll(/[\d"].*/g, '').trim();
        for (const other of running.values())
          if (other.customerId === customerId) pairs.add([kind, other.kind].sort().join(' | '));
        running.set(number, { customerId, kind });
      });
      running.delete(number);
      if (outcome === 'done') report.done += 1;
      else if (outcome === 'refused') report.refused += 1;
      else report.defects.push(outcome.defect);
      // Lets another client's answer be read first.
      await sleep(0);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return { ...report, conflicts: countConflicts() - before, pairs: pairs.size };
}

async function join(world: World, random: Random): Promise<number> {
  const now = simulationStart;
  const { customerId } = await createCustomer(system(now), { name: 'Mixed' });
  for (const { prepare } of joinActs) {
    const deed = await prepare({ world, random, customerId, now }).catch(onlyRefusals);
    await deed?.run().catch(onlyRefusals);
  }
  return customerId;
}

type Answer = 'done' | 'refused' | { defect: string };

async function attempt(situation: Situation, begin: (deed: Deed) => void): Promise<Answer> {
  let name = 'preparing';
  try {
    const deed = await situation.random.weighted(acts)?.prepare(situation);
    if (!deed) return 'refused';
    name = deed.name;
    begin(deed);
    await deed.run();
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return 'refused';
    return { defect: `${name}: ${causesOf(error)}` };
  }
}

function causesOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(causesOf).join('; ');
  const cause = error instanceof Error && error.cause ? ` < ${causesOf(error.cause)}` : '';
  return `${String(error).split('\n')[0]}${cause}`;
}

function onlyRefusals(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}

async function sweep({ random, now }: Situation): Promise<Deed | null> {
  const ctx = system(now);
  const sweeps: Deed[] = [
    { name: 'sweep recurrences', run: () => sweepRecurrences(ctx, { size: random.int(1, 50) }) },
    { name: 'sweep scheduled changes', run: () => sweepScheduledChanges(ctx) },
    { name: 'sweep service dates', run: () => sweepServiceDates(ctx) },
    { name: 'sweep special periods', run: () => sweepSpecialPeriods(ctx) },
    { name: 'sweep allocations', run: () => sweepAllocations(ctx) },
    { name: 'expire orders', run: () => expireWaitingOrders(ctx) },
  ];
  return random.pick(sweeps) ?? null;
}

async function useCredit({ customerId, now }: Situation): Promise<Deed | null> {
  return { name: 'use credit', run: () => putCreditToUse(system(now), { customerId }) };
}

async function changeRecord({ random, customerId, now }: Situation): Promise<Deed | null> {
  const ctx = staff(now);
  const password = `p${random.int(10_000_000, 99_999_999)}`;
  const edits: Deed[] = [
    {
      name: 'new service password',
      run: () => changeServicePassword(ctx, { customerId, password }),
    },
    {
      name: 'new contact',
      run: () => changeCustomer(ctx, { customerId, name: `Mixed ${random.int(1, 99)}` }),
    },
    {
      name: 'label',
      run: () => changeCustomerLabel(ctx, { customerId, label: 'vip', isPut: random.chance(0.5) }),
    },
  ];
  return random.pick(edits) ?? null;
}

async function takeBackChange({ customerId, now }: Situation): Promise<Deed | null> {
  const [row] = await getSql()<{ id: number; version: number }[]>`
    select id::int as id, next_item_version_id::int as version from services
    where customer_id = ${customerId} and next_item_version_id is not null order by id limit 1`;
  if (!row) return null;
  const input = { serviceId: row.id, itemVersionId: row.version };
  return { name: 'cancel planned plan', run: () => cancelPlanChange(staff(now), input) };
}

/** A duplicate made for it, with a top-up and services of its own, so that the customers stay. */
async function mergeDuplicate(situation: Situation): Promise<Deed | null> {
  const { world, random, customerId: intoId, now } = situation;
  const fromId = await join(world, random);
  return { name: 'merge', run: () => mergeCustomers(staff(now), { fromId, intoId }) };
}
