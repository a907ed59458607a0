import { stripVTControlCharacters } from 'node:util';

/** A failed test or check and its error message. */
export type Failure = { name: string; error: string };

export type Tally = { passed: number; failed: number; failures: Failure[] };

/** Few enough that a log truncated to its end still lists them all. */
const LINES_AT_MOST = 90;
const LINES_OF_ERROR_AT_MOST = 40;

/** Lists every failure with the first lines of its error, as far as space allows. */
export function describeFailures(failures: readonly Failure[]): string {
  if (failures.length === 0) return '';
  const named = failures.slice(0, LINES_AT_MOST);
  const space = Math.floor(LINES_AT_MOST / named.length) - 1;
  const lines = named.flatMap(({ name, error }) => [
    `  ${oneLine(name)}`,
    ...firstLines(error, Math.min(space, LINES_OF_ERROR_AT_MOST)).map((line) => `      ${line}`),
  ]);
  const unnamed = failures.length - named.length;
  if (unnamed > 0) lines.push(`  … and ${unnamed} more`);
  return `\nFailed\n${lines.join('\n')}\n`;
}

/** Counts a suite that exited with an error but named no failure as one failure. */
export function tallyOf(
  passed: number,
  failures: Failure[],
  { code, name }: { code: number; name: string },
): Tally {
  const unnamed = failures.length === 0 && code !== 0;
  const all = unnamed
    ? [{ name, error: `It ended with code ${code} and named no failure.` }]
    : failures;
  return { passed, failed: all.length, failures: all };
}

function firstLines(text: string, count: number): string[] {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trimEnd().slice(0, 240))
    .filter((line) => line !== '');
  return lines.slice(0, count);
}

function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/g, ' ').trim();
}
