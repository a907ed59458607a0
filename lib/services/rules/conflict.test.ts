import { describe, expect, it } from 'vitest';
import type { ScheduledChange } from '../scheduled-change-input';
import {
  type Conflict,
  conflictOf,
  conflictWithout,
  type Standing,
  type StandingChange,
} from './conflict';

const plan: ScheduledChange = { kind: 'plan', itemId: 7 };
const archive: ScheduledChange = { kind: 'archive', reason: 'moves' };
const pause = (until: string | null): ScheduledChange => ({ kind: 'pause', until });
const end = (endDate: string | null): ScheduledChange => ({ kind: 'fields', fields: { endDate } });
const resume: ScheduledChange = { kind: 'resume' };

const on = (day: string, change: ScheduledChange): StandingChange => ({
  ...{ id: Number(day.slice(-2)), day, change },
  toName: change.kind === 'plan' ? 'Fast' : null,
});

const service = (over: Partial<Standing> = {}): Standing => ({
  ...{ today: '2026-03-01', endDate: null, startsOn: null, pause: null },
  ...{ isStopped: false, isDisabled: false, nextPlan: null, changes: [], ...over },
});

const planOn = (day: string): Conflict => ({ why: 'planned_plan_stands', day, plan: 'Fast' });
const pauseOn = (day: string): Conflict => ({ why: 'planned_pause_stands', day });
const archiveOn = (day: string): Conflict => ({ why: 'planned_archive_stands', day });
const endOn = (day: string): Conflict => ({ why: 'service_end_stands', day });

type Case = [what: string, stands: StandingChange[], fresh: StandingChange, found: Conflict | null];

const cases: Case[] = [
  [
    'a plan and a plan on one day',
    [on('2026-03-05', plan)],
    on('2026-03-05', plan),
    planOn('2026-03-05'),
  ],
  [
    'a plan and a plan on another day',
    [on('2026-03-05', plan)],
    on('2026-03-20', plan),
    planOn('2026-03-05'),
  ],
  [
    'a plan on the day of an archive',
    [on('2026-03-05', archive)],
    on('2026-03-05', plan),
    archiveOn('2026-03-05'),
  ],
  ['a plan before an archive', [on('2026-03-05', archive)], on('2026-03-04', plan), null],
  [
    'an archive on the day of a plan',
    [on('2026-03-05', plan)],
    on('2026-03-05', archive),
    planOn('2026-03-05'),
  ],
  ['an archive after a plan', [on('2026-03-05', plan)], on('2026-03-06', archive), null],
  [
    'an archive before a pause',
    [on('2026-03-09', pause(null))],
    on('2026-03-06', archive),
    pauseOn('2026-03-09'),
  ],
  [
    'an archive and an archive',
    [on('2026-03-05', archive)],
    on('2026-03-01', archive),
    archiveOn('2026-03-05'),
  ],
  [
    'a plan on the day a pause begins',
    [on('2026-03-05', pause('2026-03-09'))],
    on('2026-03-05', plan),
    pauseOn('2026-03-05'),
  ],
  [
    'a plan within a pause',
    [on('2026-03-05', pause(null))],
    on('2026-03-20', plan),
    pauseOn('2026-03-05'),
  ],
  [
    'a plan on the day a pause ends',
    [on('2026-03-05', pause('2026-03-09'))],
    on('2026-03-09', plan),
    null,
  ],
  [
    'a plan after a resumption',
    [on('2026-03-05', pause(null)), on('2026-03-07', resume)],
    on('2026-03-08', plan),
    null,
  ],
  [
    'a pause on the day of a plan',
    [on('2026-03-05', plan)],
    on('2026-03-05', pause('2026-03-09')),
    planOn('2026-03-05'),
  ],
  [
    'a pause around a plan',
    [on('2026-03-05', plan)],
    on('2026-03-03', pause(null)),
    planOn('2026-03-05'),
  ],
  [
    'a pause that ends before a plan',
    [on('2026-03-05', plan)],
    on('2026-03-03', pause('2026-03-05')),
    null,
  ],
  [
    'a pause within a pause',
    [on('2026-03-05', pause('2026-03-09'))],
    on('2026-03-07', pause('2026-03-08')),
    pauseOn('2026-03-05'),
  ],
  [
    'a pause around a pause',
    [on('2026-03-05', pause('2026-03-09'))],
    on('2026-03-03', pause(null)),
    pauseOn('2026-03-05'),
  ],
  [
    'a pause after a pause',
    [on('2026-03-05', pause('2026-03-09'))],
    on('2026-03-09', pause(null)),
    null,
  ],
  [
    'a plan on a planned last day',
    [on('2026-03-02', end('2026-03-05'))],
    on('2026-03-05', plan),
    endOn('2026-03-05'),
  ],
  [
    'a plan before a planned last day',
    [on('2026-03-02', end('2026-03-05'))],
    on('2026-03-04', plan),
    null,
  ],
  [
    'a pause after a planned last day',
    [on('2026-03-02', end('2026-03-05'))],
    on('2026-03-06', pause(null)),
    endOn('2026-03-05'),
  ],
  [
    'a pause on a planned last day',
    [on('2026-03-02', end('2026-03-05'))],
    on('2026-03-05', pause(null)),
    null,
  ],
  [
    'a last day before a pause',
    [on('2026-03-09', pause(null))],
    on('2026-03-02', end('2026-03-08')),
    pauseOn('2026-03-09'),
  ],
  [
    'a last day on which a pause begins',
    [on('2026-03-09', pause(null))],
    on('2026-03-02', end('2026-03-09')),
    null,
  ],
  [
    'a last day on the day of a plan',
    [on('2026-03-09', plan)],
    on('2026-03-02', end('2026-03-09')),
    planOn('2026-03-09'),
  ],
  ['no last day any more', [on('2026-03-09', plan)], on('2026-03-02', end(null)), null],
  [
    'another field',
    [on('2026-03-09', plan)],
    on('2026-03-09', { kind: 'fields', fields: { quantity: 2 } }),
    null,
  ],
];

describe('two changes planned for one service', () => {
  it.each(cases)(
    '%s: the first is kept and named, or both can happen',
    (_what, changes, fresh, found) => {
      expect(conflictOf(service({ changes }), fresh)).toEqual(found);
    },
  );

  it('respect the service’s last day, which a planned one replaces', () => {
    const ends = service({ endDate: '2026-03-05' });
    expect(conflictOf(ends, on('2026-03-06', pause(null)))).toEqual(endOn('2026-03-05'));
    expect(conflictOf(ends, on('2026-03-05', plan))).toEqual(endOn('2026-03-05'));
    expect(conflictOf(ends, on('2026-03-04', plan))).toBeNull();
    const later = { ...ends, changes: [on('2026-03-04', end(null))] };
    expect(conflictOf(later, on('2026-03-06', plan))).toBeNull();
  });
});

const unstop: ScheduledChange = { kind: 'unstop', hold: 'staff_stopped', reason: 'paid' };

describe('a planned change', () => {
  it('can follow what lifts the hold that would refuse it', () => {
    const stopped = service({ isStopped: true, changes: [on('2026-03-09', unstop)] });
    expect(conflictOf(stopped, on('2026-03-09', plan))).toBeNull();
    const paused = { pause: { since: '2026-02-20', until: null } };
    const resuming = service({ ...paused, changes: [on('2026-03-09', resume)] });
    expect(conflictOf(resuming, on('2026-03-10', plan))).toBeNull();
  });

  it('respects an end date as a pause moves it', () => {
    const changes = [on('2026-03-03', pause('2026-03-06'))];
    const moved = service({ endDate: '2026-03-05', changes });
    expect(conflictOf(moved, on('2026-03-07', plan))).toBeNull();
    expect(conflictOf(moved, on('2026-03-08', plan))).toEqual(endOn('2026-03-08'));
  });

  it('can follow an earlier end date that a later change lifts', () => {
    const changes = [on('2026-03-04', end(null)), on('2026-03-09', plan)];
    expect(conflictOf(service({ changes }), on('2026-03-03', end('2026-03-06')))).toBeNull();
  });
});

describe('an overdue archive', () => {
  const overdue = service({ changes: [on('2026-02-27', archive)] });

  it('refuses what comes after it, and nothing that is changed at once', () => {
    expect(conflictOf(overdue, on('2026-03-02', plan))).toEqual(archiveOn('2026-03-01'));
    for (const change of [end('2026-03-20'), pause(null)])
      expect(conflictOf(overdue, { day: '2026-03-01', change, isNow: true })).toBeNull();
  });
});

describe('cancelling a planned change', () => {
  it('is refused while another needs it, which is named', () => {
    const changes = [
      on('2026-03-05', pause(null)),
      on('2026-03-08', resume),
      on('2026-03-10', plan),
    ];
    expect(conflictWithout(service({ changes }), 8)).toEqual(planOn('2026-03-10'));
    expect(conflictWithout(service({ changes: changes.slice(0, 2) }), 8)).toBeNull();
    expect(conflictWithout(service({ changes }), 10)).toBeNull();
    const longer = [on('2026-03-05', end(null)), on('2026-03-09', plan)];
    const ends = service({ endDate: '2026-03-06', changes: longer });
    expect(conflictWithout(ends, 5)).toEqual(planOn('2026-03-09'));
  });
});

describe('the plan confirmed for the end of the paid period', () => {
  const next = { kind: 'next_plan' } as const;
  const nextPlan = { day: '2026-03-09', toName: 'Later' };
  const named: Conflict = { why: 'planned_next_plan_stands', day: '2026-03-09', plan: 'Later' };

  it('is replaced by a later one, and stands beside a plan for a day', () => {
    expect(conflictOf(service({ nextPlan }), { day: '2026-03-09', change: next })).toBeNull();
    for (const day of ['2026-03-05', '2026-03-12'])
      expect(conflictOf(service({ nextPlan }), on(day, plan))).toBeNull();
  });

  it('is named by an end date of its day or an earlier one, planned or set at once', () => {
    for (const isNow of [{}, { isNow: true as const }]) {
      const set = (day: string) =>
        conflictOf(service({ nextPlan }), { day: '2026-03-02', change: end(day), ...isNow });
      expect(set('2026-03-09')).toEqual(named);
      expect(set('2026-03-10')).toBeNull();
    }
  });

  it('moves by the days of a pause before it, as an end date does', () => {
    const paused = { nextPlan, changes: [on('2026-03-03', pause('2026-03-06'))] };
    expect(conflictOf(service(paused), on('2026-03-12', archive))).toMatchObject({
      why: 'planned_next_plan_stands',
    });
    expect(conflictOf(service(paused), on('2026-03-13', archive))).toBeNull();
    const fresh = { day: '2026-03-09', change: next };
    expect(conflictOf(service({ ...paused, endDate: '2026-03-09' }), fresh)).toEqual(
      endOn('2026-03-12'),
    );
    expect(conflictOf(service({ ...paused, endDate: '2026-03-10' }), fresh)).toBeNull();
  });

  it('follows at the end of the period that a plan for a day starts by then, however a pause moves that day', () => {
    const dated = { ...on('2026-03-10', plan), restartsUntil: '2026-03-17' };
    const changes = [on('2026-03-03', pause('2026-03-06')), dated];
    const ahead = service({ nextPlan, changes });
    expect(conflictOf(ahead, on('2026-03-17', archive))).toEqual({ ...named, day: '2026-03-17' });
    expect(conflictOf(ahead, on('2026-03-18', archive))).toBeNull();
    const later = { ...dated, day: '2026-03-13' };
    const apart = service({ nextPlan, changes: [...changes.slice(0, 1), later] });
    expect(conflictOf(apart, on('2026-03-14', archive))).toBeNull();
  });
});
