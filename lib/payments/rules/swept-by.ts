/**
 * Returns up to when everything at Stripe has been seen: the time of the newest thing it listed, by its own clock.
 * Had ours run ahead, all that happens until its time comes would be missed for good.
 */
export function sweptBy(now: Date, newestAtStripe: Date): Date {
  return newestAtStripe < now ? newestAtStripe : now;
}
