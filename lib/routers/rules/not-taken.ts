import { z } from 'zod';

/** How many services are on a router by a way of access that it is to offer no longer, or while it is off. */
export const NotTaken = z.object({
  /** What the router is to take: figures accepted for one change say nothing of another. */
  change: z.string(),
  /** It serves them, or can again: they stay with it. */
  stays: z.number().int(),
  /** They are to be online and are not yet: they are Pending, and no time of theirs runs. */
  held: z.number().int(),
  /** They are stopped or disabled and would not come back on. */
  later: z.number().int(),
});
export type NotTaken = z.infer<typeof NotTaken>;

/** Whether staff must see what a change of a router does before it is made: it does something, and they have not. */
export function isToAsk(found: NotTaken, accepted: NotTaken | null): boolean {
  if (found.stays + found.held + found.later === 0) return false;
  if (accepted === null) return true;
  const { change, stays, held, later } = accepted;
  const isSame = change === found.change && stays === found.stays;
  return !isSame || held !== found.held || later !== found.later;
}
