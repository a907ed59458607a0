import type { ScheduledChange } from '../scheduled-change-input';

/** The plan confirmed for the end of the paid period. It hinders nothing: a change for a day does not end it. */
export type NextPlan = { kind: 'next_plan' };
export type ChangeAhead = ScheduledChange | NextPlan;

/** The kinds of planned changes; a stop and a disablement are two, because they hinder different changes. */
export type ChangeKind = ChangeAhead['kind'] | 'disable';

/** What a planned change can meet on its day. */
export const hindrances = [
  // Known ahead: planned, or dates and holds of the service that last until then.
  ...(['plan', 'pause', 'stop', 'disable', 'archive', 'end', 'start'] as const),
  // Known only on the day: what its router makes of it, and its money or its customer's.
  ...([
    'frozen',
    'refused',
    'refused_and_away',
    'not_connected',
    'calendar',
    'grace',
    'money',
  ] as const),
] as const;
export type Hindrance = (typeof hindrances)[number];

/**
 * `stands`: the change is refused when it is planned, and so is what would bring this about. `waits`: the change is
 * applied once this is over. `fails`: the change fails on its day. `happens`: nothing stands against it.
 */
export type Meeting = 'happens' | 'stands' | 'waits' | 'fails';

const free = {
  ...{ plan: 'happens', pause: 'happens', stop: 'happens', disable: 'happens', end: 'happens' },
  ...{ start: 'happens', archive: 'stands', frozen: 'happens', refused: 'happens' },
  ...{
    refused_and_away: 'happens',
    not_connected: 'happens',
    calendar: 'happens',
    grace: 'happens',
  },
  money: 'happens',
} as const satisfies Record<Hindrance, Meeting>;

/** `calendar` is a hold that ends today: the job that lifts it may run after the one that applies changes. */
export const meetings = {
  plan: {
    ...{ plan: 'stands', pause: 'stands', stop: 'stands', disable: 'happens', archive: 'stands' },
    ...{ end: 'stands', start: 'stands', frozen: 'waits', refused: 'happens' },
    refused_and_away: 'waits',
    ...{ not_connected: 'waits', calendar: 'waits', grace: 'happens', money: 'fails' },
  },
  pause: {
    ...{ plan: 'happens', pause: 'stands', stop: 'stands', disable: 'happens', archive: 'stands' },
    ...{ end: 'stands', start: 'stands', frozen: 'waits', refused: 'waits' },
    refused_and_away: 'waits',
    ...{ not_connected: 'waits', calendar: 'waits', grace: 'happens', money: 'fails' },
  },
  // On its day, the renewal decides about everything else. Nothing renews while a service is stopped or disabled.
  next_plan: { ...free, stop: 'stands', disable: 'stands', end: 'stands' },
  stop: { ...free, stop: 'stands' },
  disable: { ...free, disable: 'stands' },
  fields: free,
  // A resumption with nothing to resume is not refused: a pause may begin until then.
  unstop: free,
  resume: free,
  archive: free,
} as const satisfies Record<ChangeKind, Record<Hindrance, Meeting>>;

export function kindOf(change: ChangeAhead): ChangeKind {
  return change.kind === 'stop' && change.hold === 'staff_disabled' ? 'disable' : change.kind;
}

export function standsAgainst(change: ChangeAhead, hindrance: Hindrance): boolean {
  return meetings[kindOf(change)][hindrance] === 'stands';
}

/** Lists the kinds of changes that wait until the hindrance is over. */
export function kindsThatWait(hindrance: Hindrance): ChangeKind[] {
  return (Object.keys(meetings) as ChangeKind[]).filter(
    (kind) => meetings[kind][hindrance] === 'waits',
  );
}
