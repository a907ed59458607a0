import { describe, expect, it } from 'vitest';
import type { ScheduledChange } from '../scheduled-change-input';
import { type Conflict, conflictOf, type StandingChange } from './conflict';

const plan: ScheduledChange = { kind: 'plan', itemId: 7 };
const archive: ScheduledChange = { kind: 'archive', reason: 'moves' };
const pause = (until: string | null): ScheduledChange => ({ kind: 'pause', until });
const end = (endDate: string | null): ScheduledChange => ({ kind: 'fields', fields: { endDate } });
const resume: ScheduledChange = { kind: 'resume' };

const on = (day: string, change: ScheduledChange): StandingChange => ({
  ...{ day, change },
  toName: change.kind === 'plan' ? 'Fast' : null,
});

const planOn = (day: string): Conflict => ({ why: 'planned_plan_stands', day, plan: 'Fast' });
const pauseOn = (day: string): Conflict => ({ why: 'planned_pause_stands', day });
const archiveOn = (day: string): Conflict => ({ why: 'planned_archive_stands', day });
const endOn = (day: string): Conflict => ({ why: 'service_end_stands', day });

type Case = [what: string, stands: StandingChange[], fresh: StandingChange, found: Conflict | null];

const cases: Case[] = [
  ['a plan and a plan on one day', [on('03-05', plan)], on('03-05', plan), planOn('03-05')],
  ['a plan and a plan on another day', [on('03-05', plan)], on('03-20', plan), planOn('03-05')],
  [
    'a plan on the day of an archive',
    [on('03-05', archive)],
    on('03-05', plan),
    archiveOn('03-05'),
  ],
  ['a plan before an archive', [on('03-05', archive)], on('03-04', plan), null],
  ['an archive on the day of a plan', [on('03-05', plan)], on('03-05', archive), planOn('03-05')],
  ['an archive after a plan', [on('03-05', plan)], on('03-06', archive), null],
  ['an archive before a pause', [on('03-09', pause(null))], on('03-06', archive), pauseOn('03-09')],
  ['an archive and an archive', [on('03-05', archive)], on('03-01', archive), archiveOn('03-05')],
  [
    'a plan on the day a pause begins',
    [on('03-05', pause('03-09'))],
    on('03-05', plan),
    pauseOn('03-05'),
  ],
  ['a plan within a pause', [on('03-05', pause(null))], on('03-20', plan), pauseOn('03-05')],
  ['a plan on the day a pause ends', [on('03-05', pause('03-09'))], on('03-09', plan), null],
  [
    'a plan after a resumption',
    [on('03-05', pause(null)), on('03-07', resume)],
    on('03-08', plan),
    null,
  ],
  [
    'a pause on the day of a plan',
    [on('03-05', plan)],
    on('03-05', pause('03-09')),
    planOn('03-05'),
  ],
  ['a pause around a plan', [on('03-05', plan)], on('03-03', pause(null)), planOn('03-05')],
  ['a pause that ends before a plan', [on('03-05', plan)], on('03-03', pause('03-05')), null],
  [
    'a pause within a pause',
    [on('03-05', pause('03-09'))],
    on('03-07', pause('03-08')),
    pauseOn('03-05'),
  ],
  [
    'a pause around a pause',
    [on('03-05', pause('03-09'))],
    on('03-03', pause(null)),
    pauseOn('03-05'),
  ],
  ['a pause after a pause', [on('03-05', pause('03-09'))], on('03-09', pause(null)), null],
  ['a plan on a planned last day', [on('03-02', end('03-05'))], on('03-05', plan), endOn('03-05')],
  ['a plan before a planned last day', [on('03-02', end('03-05'))], on('03-04', plan), null],
  [
    'a pause after a planned last day',
    [on('03-02', end('03-05'))],
    on('03-06', pause(null)),
    endOn('03-05'),
  ],
  ['a pause on a planned last day', [on('03-02', end('03-05'))], on('03-05', pause(null)), null],
  [
    'a last day before a pause',
    [on('03-09', pause(null))],
    on('03-02', end('03-08')),
    pauseOn('03-09'),
  ],
  [
    'a last day on which a pause begins',
    [on('03-09', pause(null))],
    on('03-02', end('03-09')),
    null,
  ],
  [
    'a last day on the day of a plan',
    [on('03-09', plan)],
    on('03-02', end('03-09')),
    planOn('03-09'),
  ],
  ['no last day any more', [on('03-09', plan)], on('03-02', end(null)), null],
  [
    'another field',
    [on('03-09', plan)],
    on('03-09', { kind: 'fields', fields: { quantity: 2 } }),
    null,
  ],
];

describe('two changes planned for one service', () => {
  it.each(cases)(
    '%s: the first is kept and named, or both can happen',
    (_what, changes, fresh, found) => {
      expect(conflictOf({ endDate: null, changes }, fresh)).toEqual(found);
    },
  );

  it('respect the service’s last day, which a planned one replaces', () => {
    const ends = { endDate: '03-05', changes: [] };
    expect(conflictOf(ends, on('03-06', pause(null)))).toEqual(endOn('03-05'));
    expect(conflictOf(ends, on('03-05', plan))).toEqual(endOn('03-05'));
    expect(conflictOf(ends, on('03-04', plan))).toBeNull();
    const later = { endDate: '03-05', changes: [on('03-04', end(null))] };
    expect(conflictOf(later, on('03-06', plan))).toBeNull();
  });
});
