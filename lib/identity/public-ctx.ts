import type { Tx } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/**
 * The context of the few commands that anyone may call, because what they are given (a password, a link
 * from a mail) is itself the proof. It has no actor, so it cannot be handed to any other command.
 */
export type PublicCtx = { now: Date; tx?: Tx };

/** For audit rows and events of such a command, once the proof has been checked. */
export function provenCtx<C extends PublicCtx>(ctx: C, job: string): C & Ctx {
  return { ...ctx, actor: { kind: 'system', job } };
}
