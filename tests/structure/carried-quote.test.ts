import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { collect, type Source, sourcesBelow } from '@/tests/support/sources';

const root = path.resolve(import.meta.dirname, '../..');
const orders = sourcesBelow(root, 'lib/orders');

/** Functions that read the rows of an order, or price them. */
const MAKING =
  /(lookups|\/(price-order|price-change|quote-order|first-period|frozen-quote)$|pricing\/rules|plan-period$|settings\/|catalog\/|running-period$)/;

/** Modules that a file imports at run time rather than for their types alone. */
function importsOf(source: Source): string[] {
  return collect(source, (node) => {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier))
      return undefined;
    const { importClause: clause } = node;
    const named = clause?.namedBindings;
    const isTypes =
      clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      (named !== undefined &&
        ts.isNamedImports(named) &&
        named.elements.every((one) => one.isTypeOnly));
    return isTypes ? undefined : node.moduleSpecifier.text;
  });
}

function sourceOfOrders(file: string): Source {
  const source = orders.find((one) => one.file === `lib/orders/${file}.ts`);
  if (!source) throw new Error(`there is no ${file}`);
  return source;
}

const makingOf = (file: string) =>
  importsOf(sourceOfOrders(file)).filter((module) => MAKING.test(module));

describe('a carried quote', () => {
  test.each(['execute-order', 'execute-plan-change', 'begin-plan-change', 'cancel-replaced'])(
    'is executed without reading or pricing what it holds: %s',
    (file) => {
      expect(makingOf(file)).toEqual([]);
    },
  );

  test('is compared with the rows in one place, for both placing and paying', () => {
    expect(makingOf('look-again')).toEqual(
      expect.arrayContaining(['./lookups/order-facts', './price-order']),
    );
    const beside = ['place-order', 'execute-orders'].map((file) =>
      makingOf(file).filter((module) => module !== './frozen-quote'),
    );
    expect(beside).toEqual([[], []]);
  });

  test('is computed from facts by functions that read nothing', () => {
    const pure = ['price-order', 'price-change', 'first-period'];
    const reading = pure.filter((file) =>
      /\b(async|await|ctx)\b/.test(sourceOfOrders(file).tree.getFullText()),
    );
    expect(reading).toEqual([]);
  });
});
