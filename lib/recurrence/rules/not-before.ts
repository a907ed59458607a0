/**
 * When what begins now may begin: now, but not before `decidedTo`, up to where periods are decided. Periods begin on
 * full seconds, so now counts as the second it lies in.
 */
export function notBefore(now: Date, decidedTo: Date | null): Date {
  const second = Math.floor(now.getTime() / 1000) * 1000;
  if (decidedTo === null || decidedTo.getTime() <= second) return now;
  return new Date(Math.ceil(decidedTo.getTime() / 1000) * 1000);
}
