import { describe, expect, it } from 'vitest';
import { conflictOf, type Standing } from './conflict';
import {
  type ChangeAhead,
  type ChangeKind,
  type Hindrance,
  hindrances,
  kindsThatWait,
  meetings,
} from './hindrances';

const service = (over: Partial<Standing> = {}): Standing => ({
  ...{ today: '2026-03-01', endDate: null, startsOn: null, pause: null },
  ...{ isStopped: false, isDisabled: false, nextPlan: null, changes: [], ...over },
});

const stop = (hold: 'staff_stopped' | 'staff_disabled' = 'staff_stopped') =>
  ({ kind: 'stop', hold, reason: 'debt' }) as const;
const unstop = { kind: 'unstop', hold: 'staff_stopped', reason: 'paid' } as const;
const changesOfKind: Record<ChangeKind, ChangeAhead> = {
  plan: { kind: 'plan', itemId: 7 },
  pause: { kind: 'pause', until: '2026-03-20' },
  fields: { kind: 'fields', fields: { endDate: null } },
  archive: { kind: 'archive', reason: 'moves' },
  next_plan: { kind: 'next_plan' },
  ...{ stop: stop(), disable: stop('staff_disabled'), unstop, resume: { kind: 'resume' } },
};
const kinds = Object.keys(changesOfKind) as ChangeKind[];

/** What refuses each kind of change on 10 March; the rest can happen. */
type Ruled = { state: Partial<Standing>; refused: Record<ChangeKind, boolean> };
const refusing = (...refused: ChangeKind[]) =>
  Object.fromEntries(kinds.map((kind) => [kind, refused.includes(kind)])) as Ruled['refused'];
const planned = (day: string, change: ChangeAhead): Partial<Standing> =>
  change.kind === 'next_plan'
    ? { nextPlan: { day, toName: 'Fast' } }
    : { changes: [{ id: 1, day, change, toName: null }] };

const afterPlanned = {
  plan: refusing('plan'),
  pause: refusing('plan', 'pause'),
  stop: refusing('plan', 'pause', 'stop', 'next_plan'),
  disable: refusing('disable', 'next_plan'),
  archive: refusing(...kinds),
  next_plan: refusing(),
  fields: refusing(),
  unstop: refusing(),
  resume: refusing(),
} satisfies Record<ChangeKind, Ruled['refused']>;

const beforePlanned = {
  plan: refusing('plan', 'pause', 'stop', 'archive'),
  pause: refusing('pause', 'stop', 'archive'),
  stop: refusing('stop', 'archive'),
  disable: refusing('disable', 'archive'),
  archive: refusing('archive'),
  next_plan: refusing('stop', 'disable', 'archive'),
  fields: refusing('archive'),
  unstop: refusing('archive'),
  resume: refusing('archive'),
} satisfies Record<ChangeKind, Ruled['refused']>;

const standingStates = {
  'a pause until then': {
    state: { pause: { since: '2026-02-20', until: '2026-03-10' } },
    refused: refusing(),
  },
  'a pause beyond it': {
    state: { pause: { since: '2026-02-20', until: '2026-03-11' } },
    refused: refusing('plan', 'pause'),
  },
  'a pause without end': {
    state: { pause: { since: '2026-02-20', until: null } },
    refused: refusing('plan', 'pause'),
  },
  'a stop': {
    state: { isStopped: true },
    refused: refusing('plan', 'pause', 'stop', 'next_plan'),
  },
  'a disablement': { state: { isDisabled: true }, refused: refusing('disable', 'next_plan') },
  'a start that day': { state: { startsOn: '2026-03-10' }, refused: refusing() },
  'a later start': { state: { startsOn: '2026-03-11' }, refused: refusing('plan', 'pause') },
  'an end that day': { state: { endDate: '2026-03-10' }, refused: refusing('plan', 'next_plan') },
  'an end before': {
    state: { endDate: '2026-03-09' },
    refused: refusing('plan', 'pause', 'next_plan'),
  },
} satisfies Record<string, Ruled>;

const table: [string, Partial<Standing>, Ruled['refused']][] = [
  ...kinds.map((kind): [string, Partial<Standing>, Ruled['refused']] => [
    ...([`a planned ${kind} before`, planned('2026-03-09', changesOfKind[kind])] as const),
    afterPlanned[kind],
  ]),
  ...kinds.map((kind): [string, Partial<Standing>, Ruled['refused']] => [
    ...([`a planned ${kind} after`, planned('2026-03-11', changesOfKind[kind])] as const),
    beforePlanned[kind],
  ]),
  ...Object.entries(standingStates).map(
    ([name, { state, refused }]): [string, Partial<Standing>, Ruled['refused']] => [
      ...([name, state] as const),
      refused,
    ],
  ),
];

describe('every kind of planned change', () => {
  it.each(table)('meets %s as the table says', (_what, state, refused) => {
    const found = kinds.map((kind) => [
      kind,
      conflictOf(service(state), { day: '2026-03-10', change: changesOfKind[kind] }) !== null,
    ]);
    expect(Object.fromEntries(found)).toEqual(refused);
  });

  it('waits for what ends without it, and for nothing that is known when it is planned', () => {
    const waiting = {
      ...{ plan: [], pause: [], stop: [], disable: [], archive: [], end: [], start: [] },
      ...{ frozen: ['plan', 'pause'], refused: ['pause'], refused_and_away: ['plan', 'pause'] },
      ...{ not_connected: ['plan', 'pause'], calendar: ['plan', 'pause'], grace: [], money: [] },
    } satisfies Record<Hindrance, ChangeKind[]>;
    expect(Object.fromEntries(hindrances.map((one) => [one, kindsThatWait(one)]))).toEqual(waiting);
  });

  it('fails on its day for nothing but its money or its customer', () => {
    const failing = hindrances.filter((one) => kinds.some((kind) => isFailing(kind, one)));
    expect(failing).toEqual(['money']);
  });
});

const isFailing = (kind: ChangeKind, one: Hindrance) => meetings[kind][one] === 'fails';
