import type { Actor, Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { can, type Right, subscriberCan } from './rights';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type SubscriberActor = Extract<Actor, { kind: 'subscriber' }>;

/**
 * The signed-in staff member, when their role has the right. Webhooks and jobs are refused too: a command
 * that they may run says so with `requireStaffOrSystem`.
 * @throws DomainError `forbidden`
 */
export function requireStaff(ctx: Ctx, right: Right): StaffActor {
  const { actor } = ctx;
  if (actor.kind === 'staff' && can(actor.role, right)) return actor;
  return refuse('forbidden', 'forbidden');
}

/**
 * Staff with the right, a verified webhook or one of our own jobs.
 * @throws DomainError `forbidden`
 */
export function requireStaffOrSystem(ctx: Ctx, right: Right): void {
  const { actor } = ctx;
  if (actor.kind === 'system' || actor.kind === 'webhook') return;
  requireStaff(ctx, right);
}

/**
 * Whoever may use `right` on this customer's rows: staff with the right, the subscriber of exactly this
 * customer, a verified webhook or one of our own jobs. Another customer's id answers a subscriber like one
 * that does not exist.
 * @throws DomainError `not-found` | `forbidden`
 */
export function requireCustomerAccess(ctx: Ctx, customerId: number, right: Right): void {
  const { actor } = ctx;
  if (actor.kind !== 'subscriber') {
    requireStaffOrSystem(ctx, right);
    return;
  }
  if (actor.customerId !== customerId) refuse('not-found', 'not_found');
  if (!subscriberCan(right)) refuse('forbidden', 'forbidden');
}

/**
 * The signed-in subscriber.
 * @throws DomainError `forbidden`
 */
export function requireSubscriber(ctx: Ctx): SubscriberActor {
  return ctx.actor.kind === 'subscriber' ? ctx.actor : refuse('forbidden', 'forbidden');
}

/**
 * A signed-in person of either kind, for what everyone does with their own account.
 * @throws DomainError `forbidden`
 */
export function requirePerson(ctx: Ctx): StaffActor | SubscriberActor {
  const { actor } = ctx;
  if (actor.kind === 'staff' || actor.kind === 'subscriber') return actor;
  return refuse('forbidden', 'forbidden');
}
