import { type SQL, sql } from 'drizzle-orm';
import { inOneTrip, inTransaction, type Tx } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { type FunctionSpec, listensTo } from '../rules/function-spec';

/** The functions this process can call. Rows of other functions are left to the processes that have them. */
export type Functions = {
  list: readonly FunctionSpec[];
  ids: string[];
  byId: ReadonlyMap<string, FunctionSpec>;
};

/** The context of every engine operation; `now` is the executor's clock. */
export type EngineCtx = Ctx & { functions: Functions };
export type EngineTxCtx = EngineCtx & { tx: Tx };

export function indexFunctions(list: readonly FunctionSpec[]): Functions {
  return {
    list,
    ids: list.map((spec) => spec.id),
    byId: new Map(list.map((spec) => [spec.id, spec])),
  };
}

/** Whether any function is triggered by this event. */
export function hasListener(functions: Functions, eventName: string): boolean {
  return functions.list.some((spec) =>
    spec.triggers.some(({ event }) => event !== undefined && listensTo(event, eventName)),
  );
}

/** An event in Inngest's wire format; `ts` is milliseconds since 1970. */
export type WireEvent = { id: string; name: string; data: Record<string, unknown>; ts: number };

/** The advisory lock space, chosen once; db/sql/jobs.sql uses its numbers 2 and 3. */
export const LOCK_SPACE = 28_272;
const ROUTING_LOCK = 1;
export const RELAY_LOCK = 4;

/**
 * Runs `work` as the only router of the whole deployment. Everything that creates, wakes or cancels runs from outside
 * happens here, so singletons, rate limits and event order need no further lock.
 * @returns undefined if another executor is routing
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

/** Binds a list as one parameter; drizzle would otherwise expand it to one per element. */
export function textArray(list: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;
}
