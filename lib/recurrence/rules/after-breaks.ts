import { addSeconds, anchorAt, periodIndexAt, periodStart } from '@/lib/kit/time';
import type { BreakAhead } from '@/lib/services/rules/breaks-ahead';
import type { Recurrence } from '../rules';

type Turning = Recurrence & { nextDue: Date; inGrace: boolean };

/** What the breaks ahead leave of the next due date. */
export type TurnAhead<Row> = {
  /** The schedule as the breaks before the due date will have moved it. */
  row: Row;
  /** The day on which the service resumes and starts anew, because a break begins with the due date; null for none. */
  startsAnewAt: Date | null;
  /** A break without an end begins first, so nothing is due before somebody ends it. */
  isOpen: boolean;
};

/**
 * Returns what is due after the breaks ahead, as `shiftPeriod` moves it when each of them ends. A break that begins with
 * the due date comes before the renewal, and has no paid time to move.
 */
export function turnAfter<Row extends Turning>(
  row: Row,
  breaks: readonly BreakAhead[],
): TurnAhead<Row> {
  let moved = row;
  // Nothing is paid in a grace, so its end does not move.
  if (row.inGrace) return { row, startsAnewAt: null, isOpen: false };
  for (const { since, until } of breaks) {
    if (since > moved.nextDue) break;
    if (until === null) return { row: moved, startsAnewAt: null, isOpen: true };
    if (since.getTime() === moved.nextDue.getTime())
      return { row: moved, startsAnewAt: until, isOpen: false };
    moved = movedBy(moved, { since, until });
  }
  return { row: moved, startsAnewAt: null, isOpen: false };
}

/** Returns when paid time is over that would end at `endsAt` without the breaks; null if a break has no end. */
export function endAfter(endsAt: Date, breaks: readonly BreakAhead[]): Date | null {
  let moved = endsAt;
  for (const { since, until } of breaks) {
    if (since >= moved) break;
    if (until === null) return null;
    moved = addSeconds(moved, lengthOf({ since, until }));
  }
  return moved;
}

/** Returns the breaks that find paid time and so move the last day: those that begin neither in a grace nor with a period. */
export function givingBack(
  row: Turning | undefined,
  breaks: readonly BreakAhead[],
): readonly BreakAhead[] {
  if (row === undefined) return breaks;
  if (row.inGrace) return [];
  let moved: Turning = row;
  return breaks.filter((one) => {
    const { since, until } = one;
    if (since >= moved.nextDue) moved = onTo(moved, since);
    // The period that would have started then starts when the break ends.
    if (since.getTime() === startOf(moved, moved.nextIndex - 1).getTime() && since >= row.nextDue) {
      if (until !== null)
        moved = anchoredAt(moved, { nextDue: until, nextIndex: moved.nextIndex - 1 });
      return false;
    }
    if (until !== null) moved = movedBy(moved, { since, until });
    return true;
  });
}

function movedBy<Row extends Turning>(row: Row, given: { since: Date; until: Date }): Row {
  const seconds = lengthOf(given);
  return seconds <= 0 ? row : anchoredAt(row, { nextDue: addSeconds(row.nextDue, seconds) });
}

function anchoredAt<Row extends Turning>(
  row: Row,
  { nextDue, nextIndex = row.nextIndex }: { nextDue: Date; nextIndex?: number },
): Row {
  const { local } = anchorAt(nextDue, row.zone, intervalOf(row));
  return { ...row, nextDue, nextIndex, anchorLocal: local, anchorIndex: nextIndex };
}

/** Returns the schedule with all periods decided that start by then. */
function onTo<Row extends Turning>(row: Row, at: Date): Row {
  const anchor = { local: row.anchorLocal, zone: row.zone, interval: intervalOf(row) };
  const nextIndex = periodIndexAt(anchor, at) + row.anchorIndex + 1;
  return { ...row, nextIndex, nextDue: startOf(row, nextIndex) };
}

function startOf({ anchorLocal: local, zone, ...row }: Turning, index: number): Date {
  return periodStart({ local, zone, interval: intervalOf(row) }, index - row.anchorIndex);
}

function intervalOf({
  intervalCount,
  intervalUnit,
}: Pick<Turning, 'intervalCount' | 'intervalUnit'>) {
  return { count: intervalCount, unit: intervalUnit };
}

function lengthOf({ since, until }: { since: Date; until: Date }): number {
  return Math.floor((until.getTime() - since.getTime()) / 1000);
}
