import ts from 'typescript';
import { labelKeyOf } from '@/app/_forms/named-fields';
import { collect, placeOf, type Source } from './sources';

type Tree = { [key: string]: string | Tree };

/** A field named in a function whose words are known: `account.phone` of `portal`. */
type NamedField = { place: string; key: string };

/** Fields without a label in the words their function reads. */
export function unlabelledFields(sources: readonly Source[], words: Tree): string[] {
  return listNamedFields(sources)
    .filter(({ key }) => typeof wordAt(words, key) !== 'string')
    .map(({ place, key }) => `${place}: ${key}`);
}

export function listNamedFields(sources: readonly Source[]): NamedField[] {
  const naming = sources.filter(({ tree }) => tree.text.includes('namedFields('));
  return naming.flatMap((source) => {
    const named: NamedField[] = [];
    collect(source, (node) => {
      if (ts.isFunctionDeclaration(node)) named.push(...namedIn(source, node));
      return undefined;
    });
    return named;
  });
}

function namedIn(source: Source, body: ts.FunctionDeclaration): NamedField[] {
  const text = body.getText();
  const namespaces = namespacesIn(body);
  const namers = new Map(
    [...text.matchAll(/const (\w+) = namedFields\((\w+)(?:, '([\w.]+)')?\)/g)].flatMap(
      ([, field = '', t = '', group]) => {
        const namespace = namespaces.get(t) ?? faceOf(source.file);
        return [[field, [namespace, group]] as const];
      },
    ),
  );
  const named: NamedField[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node)) {
      const words = namers.get(node.expression.getText());
      const [name] = node.arguments;
      if (words && name && ts.isStringLiteral(name)) {
        const key = [...words, labelKeyOf(name.text)].filter(Boolean).join('.');
        named.push({ place: placeOf(source, node), key });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return named;
}

/** The words a name stands for: `const t = …`, or one of several read together. */
function namespacesIn(body: ts.FunctionDeclaration): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const know = (name: ts.Node, value: ts.Node | undefined) => {
    const [, namespace] =
      /^(?:await )?(?:use|get)Translations\('([\w.-]+)'\)$/.exec(textOf(value)) ?? [];
    if (namespace !== undefined) known.set(name.getText(), namespace);
  };
  const visit = (node: ts.Node) => {
    if (ts.isVariableDeclaration(node)) {
      know(node.name, node.initializer);
      const list = node.initializer && firstListIn(node.initializer);
      if (ts.isArrayBindingPattern(node.name))
        for (const [at, name] of node.name.elements.entries()) know(name, list?.elements[at]);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return known;
}

function textOf(node: ts.Node | undefined): string {
  return node?.getText() ?? '';
}

function firstListIn(node: ts.Node): ts.ArrayLiteralExpression | undefined {
  return ts.isArrayLiteralExpression(node) ? node : ts.forEachChild(node, firstListIn);
}

/** The portal's words are read once per request and passed on. */
function faceOf(file: string): string {
  return file.startsWith('app/(portal)/') ? 'portal' : '(unknown words)';
}

function wordAt(words: Tree, key: string): string | Tree | undefined {
  return key
    .split('.')
    .reduce<string | Tree | undefined>(
      (at, part) => (typeof at === 'object' ? at[part] : undefined),
      words,
    );
}
