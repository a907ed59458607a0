import type { Tx } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/**
 * The context of the few commands that anyone may call, because their input (a password, a link from a mail) is
 * itself the proof. It has no actor, so it cannot be passed to any other command.
 */
export type PublicCtx = { now: Date; tx?: Tx };

/** Adds a system actor for audit rows and events, once the proof has been checked. */
export function provenCtx<C extends PublicCtx>(ctx: C, job: string): C & Ctx {
  return { ...ctx, actor: { kind: 'system', job } };
}
