import type { Actor, Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { can, type Right, subscriberCan } from './rights';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type SubscriberActor = Extract<Actor, { kind: 'subscriber' }>;

/**
 * Returns the signed-in staff member if their role has the right. Webhooks and jobs are refused too; commands they
 * may run use `requireStaffOrSystem`.
 * @throws DomainError `forbidden`
 */
export function requireStaff(ctx: Ctx, right: Right): StaffActor {
  const { actor } = ctx;
  if (actor.kind === 'staff' && can(actor.role, right)) return actor;
  return refuse('forbidden', 'forbidden');
}

/**
 * Allows staff with the right, verified webhooks and our own jobs.
 * @throws DomainError `forbidden`
 */
export function requireStaffOrSystem(ctx: Ctx, right: Right): void {
  const { actor } = ctx;
  if (actor.kind === 'system' || actor.kind === 'webhook') return;
  requireStaff(ctx, right);
}

/**
 * Allows staff with `right`, this customer's own subscriber, verified webhooks and our own jobs. For a subscriber,
 * another customer's id looks like one that does not exist.
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
 * Returns the signed-in subscriber.
 * @throws DomainError `forbidden`
 */
export function requireSubscriber(ctx: Ctx): SubscriberActor {
  return ctx.actor.kind === 'subscriber' ? ctx.actor : refuse('forbidden', 'forbidden');
}

/**
 * Returns the signed-in staff member or subscriber, for actions on their own account.
 * @throws DomainError `forbidden`
 */
export function requirePerson(ctx: Ctx): StaffActor | SubscriberActor {
  const { actor } = ctx;
  if (actor.kind === 'staff' || actor.kind === 'subscriber') return actor;
  return refuse('forbidden', 'forbidden');
}
