import type { Tx } from '@/db/transaction';
import type { StaffRole } from '@/lib/kit/words';

/** Who is acting. Taken from the session, the verified signature or the job, never from input. */
export type Actor =
  | { kind: 'staff'; userId: number; role: StaffRole; sessionId: string }
  | { kind: 'subscriber'; userId: number; customerId: number; sessionId: string }
  | { kind: 'webhook'; source: 'stripe' }
  | { kind: 'system'; job: string };

/** The context passed to every command. `now` is the only clock below the edges; `tx` is set inside a transaction. */
export type Ctx = { actor: Actor; now: Date; tx?: Tx };
export type TxCtx = Ctx & { tx: Tx };

/**
 * The context of a look-up. It has no actor, so nothing can authorise with it. Commands pass theirs after
 * authorising; pages must not call functions that take it.
 */
export type ActorlessCtx = { tx?: Tx };

/** The user behind the actor, for audit and history columns; null for webhooks and jobs. */
export function actorUserId(actor: Actor): number | null {
  return actor.kind === 'staff' || actor.kind === 'subscriber' ? actor.userId : null;
}

/** A label for logs and audit rows: `staff:3`, `subscriber:8`, `webhook:stripe`, `system:sweep`. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
    case 'subscriber':
      return `${actor.kind}:${actor.userId}`;
    case 'webhook':
      return `webhook:${actor.source}`;
    case 'system':
      return `system:${actor.job}`;
  }
}
