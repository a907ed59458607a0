import { describe, expect, test } from 'vitest';
import { pageOfTimeline, type TimelineEvent } from './rules';

const start = new Date('2026-03-02T09:00:00Z').getTime();

function lifted(minute: number): TimelineEvent {
  const at = new Date(start + minute * 60_000);
  return {
    id: `lifted:${minute}`,
    at,
    serviceId: 1,
    actor: null,
    kind: 'hold_lifted',
    hold: 'paused',
  };
}

function failed(minute: number): TimelineEvent {
  const at = new Date(start + minute * 60_000);
  const failure = { kind: 'router_failed', failure: 'unreachable', attempts: 1 } as const;
  return { id: `failed:${minute}`, at, serviceId: 1, actor: null, ...failure };
}

describe('a page of the timeline', () => {
  test('shows the newest first', () => {
    const { events } = pageOfTimeline([[lifted(1), lifted(3)], [lifted(2)]], 10);
    expect(events.map(({ id }) => id)).toEqual(['lifted:3', 'lifted:2', 'lifted:1']);
  });

  test('puts causes before their effects at the same moment', () => {
    const at = new Date(start);
    const common = { at, serviceId: 1, actor: null };
    const confirmed: TimelineEvent = { ...common, id: 'r', kind: 'router_confirmed' };
    const credit: TimelineEvent = {
      ...common,
      id: 'm',
      kind: 'money',
      transfer: 'top_up',
      amountMinor: 320n,
      text: '',
    };
    const on: TimelineEvent = { ...common, id: 'h', kind: 'hold_lifted', hold: 'no_credit' };
    const { events } = pageOfTimeline([[confirmed], [on], [credit]], 10);
    expect(events.map(({ id }) => id)).toEqual(['r', 'h', 'm']);
  });

  test('reports a night without the router once, with the number of attempts', () => {
    const { events } = pageOfTimeline([[failed(1), failed(2), failed(3)], [lifted(0)]], 10);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ kind: 'router_failed', attempts: 3 });
  });

  test('skips and repeats nothing between pages', () => {
    const sources = [
      Array.from({ length: 9 }, (_, i) => lifted(i * 2)),
      Array.from({ length: 4 }, (_, i) => ({ ...lifted(i * 5 + 1), id: `other:${i}` })),
    ];
    const seen: string[] = [];
    let before: Date | null = new Date(start + 86_400_000);
    while (before !== null) {
      const edge: Date = before;
      const read = sources.map((source) =>
        source
          .filter(({ at }) => at < edge)
          .sort((a, b) => b.at.getTime() - a.at.getTime())
          .slice(0, 4),
      );
      const page = pageOfTimeline(read, 4);
      seen.push(...page.events.map(({ id }) => id));
      before = page.before;
    }
    expect(seen).toHaveLength(13);
    expect(new Set(seen).size).toBe(13);
  });
});
