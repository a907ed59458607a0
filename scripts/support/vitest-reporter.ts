import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Failure } from './failures';

const FOREIGN_FRAME = /^\s+at .*(node_modules|node:internal|<anonymous>)/;

export type VitestReport = { passed: number; failures: Failure[] };

/** Records every failure, including errors outside any test, which vitest's own JSON report omits. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class FailureReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env['NETPURSE_VITEST_REPORT'];
    if (file === undefined) throw new Error('NETPURSE_VITEST_REPORT names no file.');
    writeFileSync(file, JSON.stringify(reportOf(modules, unhandled)));
  }
}

function reportOf(
  modules: readonly TestModule[],
  unhandled: readonly SerializedError[],
): VitestReport {
  const tests = modules.flatMap((module) => [...module.children.allTests('passed')]);
  const outside = unhandled.map((error) => ({
    name: 'An error outside any test',
    error: textOf([error]),
  }));
  return { passed: tests.length, failures: [...modules.flatMap(failuresIn), ...outside] };
}

/** Failures of a file: the file itself when it does not load, groups whose hooks fail, and tests. */
function failuresIn(module: TestModule): Failure[] {
  const failures: Failure[] = [];
  const add = (title: string, errors: readonly SerializedError[]) => {
    if (errors.length === 0) return;
    failures.push({
      name: `${module.relativeModuleId}${title.replaceAll(' > ', ' › ')}`,
      error: textOf(errors),
    });
  };
  add('', module.errors());
  for (const suite of module.children.allSuites()) add(` › ${suite.fullName}`, suite.errors());
  for (const test of module.children.allTests('failed')) {
    add(` › ${test.fullName}`, test.result().errors ?? []);
  }
  return failures;
}

function textOf(errors: readonly SerializedError[]): string {
  return errors
    .map(({ stack, message, diff }) => {
      const said = ownLines(stack ?? message);
      return typeof diff === 'string' ? `${said}\n${diff}` : said;
    })
    .join('\n');
}

/** Drops the test runner's own stack frames. */
function ownLines(text: string): string {
  const lines = text.split('\n').filter((line) => !FOREIGN_FRAME.test(line));
  return lines.join('\n').replaceAll(`${process.cwd()}/`, '');
}
