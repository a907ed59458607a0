import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFailures, type Failure, tallyOf } from './failures';
import { readPlaywrightReport } from './playwright-report';

const failure = (number: number): Failure => ({
  name: `lib/a.test.ts › a rule › holds ${number}`,
  error: Array.from({ length: 60 }, (_, line) => `line ${line + 1} of ${number}`).join('\n'),
});

const described = (count: number) =>
  describeFailures(Array.from({ length: count }, (_, index) => failure(index + 1))).split('\n');

describe('the list of failures', () => {
  test('is empty when nothing failed', () => {
    expect(describeFailures([])).toBe('');
  });

  test('names one failure with the first lines of its error', () => {
    const lines = described(1);
    expect(lines).toContain('  lib/a.test.ts › a rule › holds 1');
    expect(lines).toContain('      line 1 of 1');
    expect(lines).not.toContain('      line 41 of 1');
  });

  test.each([1, 2, 7, 20, 44, 45, 90, 91, 500])(
    'with %i failures fits into the tail of a log',
    (count) => {
      const lines = described(count);
      expect(lines.length).toBeLessThan(100);
      for (let number = 1; number <= Math.min(count, 90); number += 1) {
        expect(lines).toContain(`  lib/a.test.ts › a rule › holds ${number}`);
      }
      const unnamed = lines.find((line) => line.includes('more'));
      expect(unnamed).toBe(count > 90 ? `  … and ${count - 90} more` : undefined);
    },
  );

  test('omits colours and empty lines', () => {
    const error = '\u001b[31mError: no\u001b[39m\n\n   at a.ts:1';
    expect(describeFailures([{ name: 'a\n b', error }])).toBe(
      '\nFailed\n  a b\n      Error: no\n         at a.ts:1\n',
    );
  });

  test('has a line for a suite that failed without naming a test', () => {
    const { failed, failures } = tallyOf(7, [], { code: 3, name: 'Journeys' });
    expect({ failed, name: failures[0]?.name }).toEqual({ failed: 1, name: 'Journeys' });
    expect(failures[0]?.error).toContain('3');
    expect(tallyOf(7, [], { code: 0, name: 'Journeys' })).toEqual({
      passed: 7,
      failed: 0,
      failures: [],
    });
  });
});

describe('the failures of journeys', () => {
  const spec = (title: string, ok: boolean, message?: string) => ({
    title,
    file: 'portal/a.spec.ts',
    ok,
    tests: [{ results: [message === undefined ? {} : { error: { message } }] }],
  });

  test('carry the file, the groups and the title at any depth', () => {
    const file = 'portal/a.spec.ts';
    const inner = { title: 'a group', file, specs: [spec('breaks', false, 'Error: shut')] };
    const outer = { title: file, file, specs: [spec('works', true)], suites: [inner] };
    const failures = readPlaywrightReport({ stats: { expected: 1 }, suites: [outer], errors: [] });
    expect(failures).toEqual([
      { name: 'portal/a.spec.ts › a group › breaks', error: 'Error: shut' },
    ]);
  });

  test('show the page that the journey saw', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'netpurse-failures-')), 'error-context.md');
    writeFileSync(path, '# Page snapshot\n\n```yaml\n- heading "Wallet"\n```\n\n# Test source\n');
    const file = 'portal/a.spec.ts';
    const attachments = [{ name: 'screenshot' }, { name: 'error-context', path }];
    const tests = [{ results: [{ error: { message: 'Error: shut' }, attachments }] }];
    const suite = { title: file, file, specs: [{ title: 'breaks', file, ok: false, tests }] };
    const [failure] = readPlaywrightReport({ stats: { expected: 0 }, suites: [suite], errors: [] });
    expect(failure?.error).toBe('Error: shut\nThe page:\n- heading "Wallet"\n');
  });

  test('include an error outside any journey', () => {
    const failures = readPlaywrightReport({
      stats: { expected: 0 },
      suites: [],
      errors: [{ message: 'Cannot load b.spec.ts' }],
    });
    expect(failures.map(({ error }) => error)).toEqual(['Cannot load b.spec.ts']);
  });
});
