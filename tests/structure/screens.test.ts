import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { type LibFunction, listLibFunctions } from '@/tests/support/security/lib-functions';
import { registry } from '@/tests/support/security/registry/all';

const root = path.resolve(import.meta.dirname, '../..');
const shown = listLibFunctions(root).filter(({ module }) => module.startsWith('screens/'));

/** For people who are not signed in: what they submit is the proof. */
const open: Record<string, string> = {
  'screens/auth/link#findLinkHolder': 'the mailed link is the proof',
  'screens/auth/sign-up#findSignUpByLink': 'the mailed link is the proof',
  'screens/auth/sign-up#listSignUpPlaces': 'only while people may sign up by themselves',
};

describe('every read of a screen', () => {
  test('authorises its caller: the matrix of rights calls it with every role', () => {
    const unasked = shown
      .filter(({ context }) => context === 'ctx')
      .filter((one) => !isInMatrix(one))
      .map(({ id }) => id);
    expect(unasked).toEqual([]);
  });

  test('has an actor, or is open to everyone for a reason', () => {
    const actorless = shown
      .filter(({ context, id }) => context !== 'ctx' && open[id] === undefined)
      .map(({ id }) => id);
    expect(actorless).toEqual([]);
  });

  test('receives its caller: no other export of a screen reads', () => {
    const known = new Set(shown.map(({ id }) => id));
    const reading = listExports()
      .filter(({ reads }) => reads)
      .map(({ id }) => id);
    expect(reading.length).toBeGreaterThan(0);
    expect(reading.filter((id) => !known.has(id))).toEqual([]);
  });

  test('is on that list only while it exists', () => {
    const ids = new Set(shown.map(({ id }) => id));
    expect(Object.keys(open).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('an export of a screen', () => {
  test.each([
    ['export async function one(ctx: Ctx) { await readDb(ctx); }', ['one']],
    ['export function one(ctx: Ctx) { return readDb(ctx); }', ['one']],
    ['export const one = async (ctx: Ctx) => ctx, two = async () => 1;', ['one', 'two']],
    ['export async function* one(ctx: Ctx) { yield 1; }', ['one']],
    ['export function* one(ctx: Ctx) { yield readDb(ctx); }', ['one']],
    ['export const { one, two: [three] } = await all();', ['one', 'three']],
    ['export class One { read = async () => 1; }', ['One']],
    ['export default async function one() {}', ['default']],
    ['const one = 1; export default one;', ['default']],
    ['async function one() {}\nexport { one };', ['one']],
    ['async function one() {}\nexport { one as two };', ['two']],
    ["export { one, two as three } from './elsewhere';", ['one', 'three']],
    ["export * from './elsewhere';", ['*']],
    ["export * as all from './elsewhere';", ['all']],
    // Exports that read nothing.
    ['export const one = 1;', []],
    ['export function one(rows: Row[]) { return rows.length; }', []],
    ['export type One = { at: Date };', []],
    ["export type { One } from './elsewhere';", []],
    ["export { type One } from './elsewhere';", []],
    ['async function one() { await all(); }', []],
  ])('is recognised as a read, however it is written: %s', (text, names) => {
    const found = exportsOf('screens/planted', text).filter(({ reads }) => reads);
    expect(found.map(({ id }) => id)).toEqual(names.map((name) => `screens/planted#${name}`));
  });
});

type Export = { id: string; reads: boolean };

/** Everything that `lib/screens` exports, whatever its parameters. */
function listExports(): Export[] {
  const folder = path.join(root, 'lib', 'screens');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const module = `screens/${file.replace(/\.ts$/, '').split(path.sep).join('/')}`;
      return exportsOf(module, readFileSync(path.join(folder, file), 'utf8'));
    });
}

function exportsOf(module: string, text: string): Export[] {
  const source = ts.createSourceFile(`${module}.ts`, text, ts.ScriptTarget.Latest, true);
  const reads = (node: ts.Node) =>
    /\breadDb\(|\basync\b|\bawait\b|\byield\b/.test(node.getText(source));
  return source.statements.flatMap((statement) =>
    // A re-export from another module is not inspected, so it counts as a read.
    namesExported(statement).map(({ name, isElsewhere }) => ({
      id: `${module}#${name}`,
      reads: isElsewhere || reads(statement),
    })),
  );
}

function namesExported(statement: ts.Statement): { name: string; isElsewhere: boolean }[] {
  if (ts.isExportAssignment(statement)) return [{ name: 'default', isElsewhere: true }];
  if (ts.isExportDeclaration(statement)) {
    return namesPassedOn(statement).map((name) => ({ name, isElsewhere: true }));
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ts.SyntaxKind.ExportKeyword)) return [];
  const names = has(ts.SyntaxKind.DefaultKeyword) ? ['default'] : namesDeclared(statement);
  return names.map((name) => ({ name, isElsewhere: false }));
}

function namesPassedOn({ isTypeOnly, exportClause }: ts.ExportDeclaration): string[] {
  if (isTypeOnly) return [];
  if (exportClause === undefined) return ['*'];
  if (ts.isNamespaceExport(exportClause)) return [exportClause.name.text];
  return exportClause.elements.filter((one) => !one.isTypeOnly).map(({ name }) => name.text);
}

function namesDeclared(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => namesBound(name));
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function namesBound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? namesBound(one.name) : []));
}

function isInMatrix({ name }: LibFunction): boolean {
  const entries = [registry[`screens/${name}`] ?? []].flat();
  return entries.length > 0 && entries.every((entry) => entry.for !== 'inner');
}
