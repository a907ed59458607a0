import { existsSync, readFileSync } from 'node:fs';
import type { Failure } from './failures';

type ReportError = { message?: string; stack?: string };
type Attachment = { name: string; path?: string };
type Result = { error?: ReportError; attachments?: Attachment[] };
type Spec = {
  title: string;
  file: string;
  ok: boolean;
  tests: Array<{ results: Result[] }>;
};
type Suite = { title: string; file: string; specs: Spec[]; suites?: Suite[] };

/** The parts we read of Playwright's JSON report. */
export type PlaywrightReport = {
  stats: { expected: number };
  suites: Suite[];
  errors: ReportError[];
};

/** Returns every failed journey and every error outside one, such as a file that does not load. */
export function readPlaywrightReport({ suites, errors }: PlaywrightReport): Failure[] {
  return [
    ...suites.flatMap((suite) => failuresInSuite(suite, [])),
    ...errors.map((error) => ({ name: 'An error outside any journey', error: textOf(error) })),
  ];
}

function failuresInSuite(suite: Suite, above: string[]): Failure[] {
  // The outermost suite is the file itself.
  const titles = suite.title === suite.file ? above : [...above, suite.title];
  const failed = suite.specs.filter(({ ok }) => !ok);
  return [
    ...failed.map(({ file, title, tests }) => ({
      name: [file, ...titles, title].join(' › '),
      error: tests.flatMap(({ results }) => results.flatMap(describe)).join('\n'),
    })),
    ...(suite.suites ?? []).flatMap((inner) => failuresInSuite(inner, titles)),
  ];
}

function describe({ error, attachments = [] }: Result): string[] {
  return error ? [textOf(error), ...attachments.flatMap(pageOf)] : [];
}

/** The page that the failed journey saw: without it, "not found" says nothing to somebody who only has the log. */
function pageOf({ name, path }: Attachment): string[] {
  if (name !== 'error-context' || path === undefined || !existsSync(path)) return [];
  const snapshot = /# Page snapshot\s+```yaml\n([\s\S]*?)```/.exec(readFileSync(path, 'utf8'))?.[1];
  return snapshot === undefined ? [] : [`The page:\n${snapshot}`];
}

function textOf({ message, stack }: ReportError): string {
  return message ?? stack ?? 'It gave no reason.';
}
