import type { Failure } from './failures';

type ReportError = { message?: string; stack?: string };
type Spec = {
  title: string;
  file: string;
  ok: boolean;
  tests: Array<{ results: Array<{ error?: ReportError }> }>;
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
      error: tests
        .flatMap(({ results }) => results.flatMap(({ error }) => (error ? [textOf(error)] : [])))
        .join('\n'),
    })),
    ...(suite.suites ?? []).flatMap((inner) => failuresInSuite(inner, titles)),
  ];
}

function textOf({ message, stack }: ReportError): string {
  return message ?? stack ?? 'It gave no reason.';
}
