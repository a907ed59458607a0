import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { readDb, type Tx } from '@/db/transaction';
import { can, subscriberCan } from '@/lib/authorise/rights';
import type { Actor, Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { staffRoles } from '@/lib/kit/words';
import { changedTables, printDatabase } from '@/tests/support/security/database-print';
import { type LibFunction, listLibFunctions } from '@/tests/support/security/lib-functions';
import { registry } from '@/tests/support/security/registry/all';
import type { Entry } from '@/tests/support/security/registry/entry';
import {
  ctxOf,
  ghostOf,
  givenSecurityWorld,
  type Rows,
  type SecurityWorld,
} from '@/tests/support/security/world';

const root = path.resolve(import.meta.dirname, '../../..');
const functions = listLibFunctions(root).filter(({ context }) => context === 'ctx');
const keyOf = ({ module, name }: LibFunction) => `${module.split('/')[0]}/${name}`;

type Call = { id: string; module: string; name: string; entry: Exclude<Entry, { for: 'inner' }> };
const calls: Call[] = functions.flatMap(({ id, module, name }) =>
  [registry[keyOf({ module, name } as LibFunction)] ?? []]
    .flat()
    .flatMap((entry, index) =>
      entry.for === 'inner'
        ? []
        : [{ id: `${id}${index === 0 ? '' : ` (${index})`}`, module, name, entry }],
    ),
);
const aboutRows = calls.filter(({ entry }) => entry.for !== 'person');
const aboutOneself = calls.filter(({ entry }) => entry.for === 'person');

let world: SecurityWorld;
beforeAll(async () => {
  world = await givenSecurityWorld();
});
afterAll(() => world.close());

describe('every function of lib that takes an actor', () => {
  test('is in the matrix, or says why its caller authorises it', () => {
    const missing = functions.filter((one) => registry[keyOf(one)] === undefined);
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  test('exists: the matrix names no function that is gone', () => {
    const known = new Set(functions.map(keyOf));
    expect(Object.keys(registry).filter((key) => !known.has(key))).toEqual([]);
  });
});

describe('another subscriber', () => {
  test.each(aboutRows)(
    'is refused by $id, as for missing rows, and changes nothing',
    async (call) => {
      const ctx = ctxOf(world, world.people.B);
      const before = await printDatabase();
      const answer = await refusalOf(perform(call, ctx, world.rows));
      expect(['not-found', 'forbidden']).toContain(answer);
      const missing = await refusalOf(perform(call, ctx, ghostOf(world.rows)));
      expect(missing).toBe(answer);
      expect(changedTables(before, await printDatabase())).toEqual([]);
    },
  );

  test.each(aboutOneself)('cannot change customer A’s user by $id', async (call) => {
    const before = await accountOfA();
    const ctx = ctxOf(world, world.people.B);
    const answer = await rolledBack(async (tx) => {
      const given = await outcomeOf(perform(call, { ...ctx, tx }, world.rows));
      expect(await accountOfA(tx)).toEqual(before);
      return given;
    });
    expect(JSON.stringify(answer ?? null)).not.toContain(world.people.A.sessionId);
  });
});

describe('the table of rights', () => {
  test.each(calls)('decides who may call $id', async (call) => {
    const actors: Actor[] = [
      world.people.A,
      ...staffRoles.map((role) => world.people[role]),
      { kind: 'system', job: 'test' },
    ];
    const answers: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const actor of actors) {
      const name = actor.kind === 'staff' ? actor.role : actor.kind;
      answers[name] = await verdictOf(call, ctxOf(world, actor));
      expected[name] = mayCall(call.entry, actor) ? 'answered' : 'refused';
    }
    expect(answers).toEqual(expected);
  });
});

function mayCall(entry: Call['entry'], actor: Actor): boolean {
  if (entry.for === 'person') {
    return actor.kind === 'subscriber' || (entry.staff && actor.kind === 'staff');
  }
  if (entry.for === 'job') return actor.kind === 'system';
  switch (actor.kind) {
    case 'staff':
      return can(actor.role, entry.right) && can(actor.role, entry.and);
    case 'subscriber':
      return entry.for === 'customer' && subscriberCan(entry.right);
    default:
      return entry.jobs;
  }
}

/**
 * Returns the refusal of the person. A refusal caused by the state of the data means that the caller was authorised.
 */
async function verdictOf(call: Call, ctx: Ctx): Promise<string> {
  const answer = await rolledBack((tx) => outcomeOf(perform(call, { ...ctx, tx }, world.rows)));
  if (!(answer instanceof DomainError)) return 'answered';
  if (answer.code === 'forbidden') return 'refused';
  const isOwn = call.entry.for === 'person';
  const isMisread = answer.code === 'not-found' || answer.code === 'invalid-input';
  return isMisread && !isOwn ? `the example is not valid: ${answer.message}` : 'answered';
}

async function perform({ module, name, entry }: Call, ctx: Ctx, rows: Rows): Promise<unknown> {
  const file = path.join(root, 'lib', `${module}.ts`);
  const exports = (await import(file)) as Record<string, (...args: unknown[]) => unknown>;
  const result = await exports[name]?.(ctx, ...entry.args(rows));
  if (!isStream(result)) return result;
  const list: unknown[] = [];
  for await (const one of result) list.push(one);
  return list;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Returns the value or the refusal; rethrows a defect. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const answer = await outcomeOf(work);
  return answer instanceof DomainError ? answer.code : 'answered';
}

/** An authorised call works on the real rows, so it is rolled back for the next one. */
async function rolledBack<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const undo = new Error('rolled back on purpose');
  let result: T | undefined;
  await getDb()
    .transaction(async (tx) => {
      result = await work(tx as unknown as Tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return result as T;
}

/** What others could change about the user of customer A. */
async function accountOfA(tx?: Tx): Promise<unknown[]> {
  const { userId } = world.people.A;
  return readDb(tx ? { tx } : {}).execute(sql`
    select u.password_hash, u.status, array_agg(s.id order by s.id) as open_sessions
    from users u left join sessions s on s.user_id = u.id and s.revoked_at is null
    where u.id = ${userId} group by u.id`);
}
