import { z } from 'zod';

/** Counts of services on a router whose access method it will no longer offer, or while it is off. */
export const NotTaken = z.object({
  /** The settings the router will have; counts accepted for one change do not apply to another. */
  change: z.string(),
  /** The router serves them, or can again, so they stay on it. */
  stays: z.number().int(),
  /** They should be online but are not yet; they are Pending and their paid time does not run. */
  held: z.number().int(),
  /** They are stopped or disabled and could not come back online. */
  later: z.number().int(),
});
export type NotTaken = z.infer<typeof NotTaken>;

/** Whether staff must confirm a change of a router: it affects services, and staff have not accepted these counts. */
export function isToAsk(found: NotTaken, accepted: NotTaken | null): boolean {
  if (found.stays + found.held + found.later === 0) return false;
  if (accepted === null) return true;
  const { change, stays, held, later } = accepted;
  const isSame = change === found.change && stays === found.stays;
  return !isSame || held !== found.held || later !== found.later;
}
