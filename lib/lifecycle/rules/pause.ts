import { addDays, daysBetween } from '@/lib/kit/time';

export type PauseTerms = { pausesPerYearMax: number; pauseDaysMax: number };
export type PauseVerdict =
  | { allowed: true; until: string | null }
  | {
      allowed: false;
      why: 'pause_not_offered' | 'pauses_used_up' | 'pause_too_long' | 'field_date';
    };

/**
 * Decides whether a subscriber may pause from `today` until `until`, the day on which the service resumes.
 * Staff pass no terms, because the plan's limits do not apply to them.
 */
export function decidePause(
  terms: PauseTerms | null,
  { today, until, usedThisYear }: { today: string; until: string | null; usedThisYear: number },
): PauseVerdict {
  if (until !== null && until <= today) return { allowed: false, why: 'field_date' };
  if (terms === null) return { allowed: true, until };
  if (terms.pausesPerYearMax === 0 || terms.pauseDaysMax === 0)
    return { allowed: false, why: 'pause_not_offered' };
  if (usedThisYear >= terms.pausesPerYearMax) return { allowed: false, why: 'pauses_used_up' };
  const last = until ?? addDays(today, terms.pauseDaysMax);
  if (daysBetween(today, last) > terms.pauseDaysMax)
    return { allowed: false, why: 'pause_too_long' };
  return { allowed: true, until: last };
}

/** The effect of a pause on time and money, shown before confirmation and applied on resume. */
export type PauseEffect = { keptSeconds: number; newEndsAt: Date | null };

/** Computes how a pause suspends paid time: the running period ends later by the length of the pause. */
export function pauseEffect(
  period: { endsAt: Date } | null,
  { from, until }: { from: Date; until: Date | null },
): PauseEffect {
  if (!period || period.endsAt <= from) return { keptSeconds: 0, newEndsAt: null };
  const keptSeconds = Math.floor((period.endsAt.getTime() - from.getTime()) / 1000);
  const newEndsAt = until === null ? null : new Date(until.getTime() + keptSeconds * 1000);
  return { keptSeconds, newEndsAt };
}
