import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Names by which Next.js and similar tools read an export. */
const namedByFramework = new Set([
  ...['dynamic', 'revalidate', 'maxDuration', 'runtime', 'metadata', 'viewport', 'config'],
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
]);

describe('the dialect', { timeout: 180_000 }, () => {
  const sources = listSources().map(parse);

  test('object types are written with `type`, except for declarations that merge', () => {
    expect(sources.flatMap(interfacesOf)).toEqual([]);
  });

  test('properties of object types carry no `readonly`', () => {
    expect(sources.flatMap(readonlyPropertiesOf)).toEqual([]);
  });

  test('a fixed number, text or pattern of a module is UPPER_CASE; a list, a table or a function is camelCase', () => {
    expect(sources.flatMap(miscasedOf)).toEqual([]);
  });

  test('the rules bite', () => {
    const planted = parseText(
      'planted.ts',
      `interface Row { id: number }
       type Other = { readonly id: number };
       const pageRows = 24 * 2;
       const NAMES = ['a'] as const;
       const TELL = () => NAMES;`,
    );
    expect(interfacesOf(planted)).toHaveLength(1);
    expect(readonlyPropertiesOf(planted)).toHaveLength(1);
    expect(miscasedOf(planted)).toHaveLength(3);
  });
});

function listSources(): string[] {
  const tracked = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'];
  return execFileSync('git', tracked, { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => existsSync(path.join(root, file)));
}

function parse(file: string): ts.SourceFile {
  return parseText(file, readFileSync(path.join(root, file), 'utf8'));
}

function parseText(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function interfacesOf(source: ts.SourceFile): string[] {
  return collect(source, (node) =>
    // `declare module` and `declare global` extend somebody else's type.
    ts.isModuleDeclaration(node) ? 'skip' : ts.isInterfaceDeclaration(node),
  );
}

function readonlyPropertiesOf(source: ts.SourceFile): string[] {
  return collect(
    source,
    (node) =>
      (ts.isPropertySignature(node) || ts.isIndexSignatureDeclaration(node)) &&
      (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false),
  );
}

function miscasedOf(source: ts.SourceFile): string[] {
  const scalars = new Set<string>();
  return source.statements
    .filter(ts.isVariableStatement)
    .filter(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const) !== 0)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter((declaration) => isMiscased(declaration, scalars))
    .map((declaration) => placeOf(source, declaration));
}

function isMiscased({ name, initializer }: ts.VariableDeclaration, scalars: Set<string>): boolean {
  if (!ts.isIdentifier(name) || !initializer || namedByFramework.has(name.text)) return false;
  const isUpper = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name.text);
  if (isScalar(initializer, scalars)) {
    scalars.add(name.text);
    return !isUpper;
  }
  return isUpper && name.text.length > 1 && isTable(initializer);
}

/** Also true of values computed from literals and other constants. */
function isScalar(expression: ts.Expression, scalars: ReadonlySet<string>): boolean {
  const value = bare(expression);
  if (ts.isStringLiteralLike(value) || ts.isNumericLiteral(value)) return true;
  if (ts.isBigIntLiteral(value) || ts.isRegularExpressionLiteral(value)) return true;
  if (ts.isIdentifier(value)) return scalars.has(value.text);
  if (ts.isPrefixUnaryExpression(value)) return isScalar(value.operand, scalars);
  if (!ts.isBinaryExpression(value)) return false;
  return isScalar(value.left, scalars) && isScalar(value.right, scalars);
}

function isTable(expression: ts.Expression): boolean {
  const value = bare(expression);
  return (
    ts.isObjectLiteralExpression(value) ||
    ts.isArrayLiteralExpression(value) ||
    ts.isArrowFunction(value) ||
    ts.isFunctionExpression(value)
  );
}

function bare(expression: ts.Expression): ts.Expression {
  return ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isParenthesizedExpression(expression)
    ? bare(expression.expression)
    : expression;
}

function collect(source: ts.SourceFile, isFault: (node: ts.Node) => boolean | 'skip'): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const verdict = isFault(node);
    if (verdict === 'skip') return;
    if (verdict) found.push(placeOf(source, node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function placeOf(source: ts.SourceFile, node: ts.Node): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName}:${line + 1}`;
}
