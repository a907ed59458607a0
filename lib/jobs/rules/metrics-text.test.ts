import { expect, test } from 'vitest';
import { metricsText } from './metrics-text';

test('each figure has its help, its type and a line per label set', () => {
  const text = metricsText([
    {
      name: 'netpurse_jobs_waiting',
      help: 'Calls that are due.',
      samples: [
        { labels: { function: 'sync-router' }, value: 3 },
        { labels: { function: 'poll-router', zone: 'a' }, value: 0.5 },
      ],
    },
    { name: 'netpurse_up', help: 'Always 1.', samples: [{ value: 1 }] },
  ]);
  expect(text).toBe(
    [
      '# HELP netpurse_jobs_waiting Calls that are due.',
      '# TYPE netpurse_jobs_waiting gauge',
      'netpurse_jobs_waiting{function="sync-router"} 3',
      'netpurse_jobs_waiting{function="poll-router",zone="a"} 0.5',
      '# HELP netpurse_up Always 1.',
      '# TYPE netpurse_up gauge',
      'netpurse_up 1',
      '',
    ].join('\n'),
  );
});

test('a figure without samples is still described', () => {
  expect(metricsText([{ name: 'a', help: 'b', samples: [] }])).toBe('# HELP a b\n# TYPE a gauge\n');
});

test('no label or help text can break its line', () => {
  const text = metricsText([
    { name: 'a', help: 'one\ntwo \\ "three"', samples: [{ labels: { l: '"\\\n' }, value: 1 }] },
  ]);
  expect(text).toBe(
    ['# HELP a one\\ntwo \\\\ "three"', '# TYPE a gauge', 'a{l="\\"\\\\\\n"} 1', ''].join('\n'),
  );
});

test.each([
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
  [1e21, '1e+21'],
])('the number %s is written %s', (value, text) => {
  expect(metricsText([{ name: 'a', help: 'b', samples: [{ value }] }])).toContain(`\na ${text}\n`);
});
