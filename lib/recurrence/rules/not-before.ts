/**
 * Returns the earliest start of a period that begins now: now or, if later, `decidedTo`, the time up to which
 * periods are decided. Because periods start on full seconds, `now` counts as the start of its second.
 */
export function notBefore(now: Date, decidedTo: Date | null): Date {
  const second = Math.floor(now.getTime() / 1000) * 1000;
  if (decidedTo === null || decidedTo.getTime() <= second) return now;
  return new Date(Math.ceil(decidedTo.getTime() / 1000) * 1000);
}
