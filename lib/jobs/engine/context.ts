import { type SQL, sql } from 'drizzle-orm';
import { inOneTrip, inTransaction, type Tx } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { type FunctionSpec, listensTo } from '../rules/function-spec';

/** The functions this process can call. Rows of others are left to the process that knows them. */
export type Functions = {
  list: readonly FunctionSpec[];
  ids: string[];
  byId: ReadonlyMap<string, FunctionSpec>;
};

/** What every step of the engine gets; `now` is the executor's clock. */
export type EngineCtx = Ctx & { functions: Functions };
export type EngineTxCtx = EngineCtx & { tx: Tx };

export function indexFunctions(list: readonly FunctionSpec[]): Functions {
  return {
    list,
    ids: list.map((spec) => spec.id),
    byId: new Map(list.map((spec) => [spec.id, spec])),
  };
}

/** Whether some function is triggered by this event. */
export function hasListener(functions: Functions, eventName: string): boolean {
  return functions.list.some((spec) =>
    spec.triggers.some(({ event }) => event !== undefined && listensTo(event, eventName)),
  );
}

/** An event in Inngest's wire form; `ts` is milliseconds since 1970. */
export type WireEvent = { id: string; name: string; data: Record<string, unknown>; ts: number };

/** One advisory lock space, picked once and kept; db/sql/jobs.sql takes its numbers 2 and 3. */
export const LOCK_SPACE = 28_272;
const ROUTING_LOCK = 1;
export const RELAY_LOCK = 4;

/**
 * Runs `work` as the only router of the whole deployment: everything that creates, wakes or cancels
 * runs from outside happens here, so singletons, rate limits and event order need no further lock.
 * @returns undefined when another executor is routing now
 */
export async function whileRouting<T>(
  ctx: EngineCtx,
  work: (ctx: EngineTxCtx) => Promise<T>,
): Promise<T | undefined> {
  return inTransaction(ctx, async (inside) => {
    const [lock] = await inside.tx.execute<{ taken: boolean }>(
      inOneTrip(sql`select pg_try_advisory_xact_lock(${LOCK_SPACE}, ${ROUTING_LOCK}) as taken`),
    );
    return lock?.taken === true ? work(inside) : undefined;
  });
}

/** A list as one parameter: drizzle would otherwise spread it into as many. */
export function textArray(list: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;
}
