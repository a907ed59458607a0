import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Named after what they hold for others to find, or by a framework; each convention stands in ARCHITECTURE.md. */
const CONVENTIONAL =
  /^(rules|store|.+-store|.+-input|lookups|actions|route|page|layout|error|proxy|instrumentation.*|.*words)$/;
/** Named after a screen, a table of the schema, a task of npm, or a letter of the demo's check. */
const NAMED_ELSEWHERE = /^(lib\/screens|db\/schema|scripts\/tasks|demo\/check\/[a-z]-|tests)/;

describe('a file with one exported function or constant', { timeout: 180_000 }, () => {
  test('is named after it, in whole or in part', () => {
    expect(listFiles().flatMap((file) => misnamedIn(file, read(file)))).toEqual([]);
  });

  test('is told from one that is not, by the words of both names', () => {
    const misnamed = (file: string, name: string) =>
      misnamedIn(file, `export async function ${name}() {}`).length;
    expect(misnamed('lib/wallet/charge-wallet.ts', 'chargeWallet')).toBe(0);
    expect(misnamed('lib/services/rules/end-date.ts', 'endDateAfter')).toBe(0);
    expect(misnamed('lib/services/start-service.ts', 'startPeriod')).toBe(1);
    expect(misnamed('lib/routers/open-router.ts', 'withConnection')).toBe(1);
  });
});

function misnamedIn(file: string, text: string): string[] {
  const base = path.basename(file).replace(/\.tsx?$/, '');
  const [name, ...others] = exportsOf(
    ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true),
  );
  if (CONVENTIONAL.test(base) || name === undefined || others.length > 0) return [];
  const [ofFile, ofExport] = [wordsOf(base), wordsOf(name)];
  const isNamed =
    ofFile.every((word) => ofExport.includes(word)) ||
    ofExport.every((word) => ofFile.includes(word));
  return isNamed ? [] : [`${file}: ${name}`];
}

function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const kinds = modifiers.map(({ kind }) => kind);
    // A page or a component of the framework is its file's default.
    if (
      !kinds.includes(ts.SyntaxKind.ExportKeyword) ||
      kinds.includes(ts.SyntaxKind.DefaultKeyword)
    )
      return [];
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return statement.name?.text ?? [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) => name.getText(source));
  });
}

/** Singular words: `sweepDues` and `sweep-due` are one name. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
    .split('-')
    .map((word) => word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1'));
}

function listFiles(): string[] {
  const tracked = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'];
  return execFileSync('git', tracked, { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => !/\.(test|spec|config)\.|\.d\.ts$/.test(file) && !NAMED_ELSEWHERE.test(file))
    .filter((file) => existsSync(path.join(root, file)));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
