import path from 'node:path';
import ts from 'typescript';
import { collect, type Source } from './sources';

/**
 * Commands that a person confirms after a page has shown them an amount, a day or terms. Each refuses what is no longer
 * as shown.
 */
const promising = [
  'placeOrder',
  'renewService',
  'cancelPlanChange',
  'refundTopUp',
  'resolveParkedTopUp',
  'startRollout',
  'mergeCustomers',
];

/** Commands of the same rooms that promise nothing which can change meanwhile, and why. */
const unpromising: Record<string, string> = {
  adjustWallet: 'the person types the amount',
  startTopUp: 'the form posts the amount that is charged',
  cancelOrder: 'nothing was charged, and nothing follows',
  releaseServices: 'no amount, day or terms',
};

/** Components that keep what they show through a refresh of the page. */
const keepers = ['KeptSheet', 'ConfirmDialog'];

/** Components that post a form. */
const formTags = ['Form', 'FormDialog'];

/**
 * Returns the forms for money or plans whose promise a refresh of the page can replace: neither their file nor every
 * file that shows it keeps the promise.
 */
export function unkeptSheets(sources: readonly Source[]): string[] {
  const actions = sources.flatMap(promisingActions);
  const posting = sources.filter((source) => {
    const names = importsFrom(source).filter(({ file, name }) =>
      actions.some((action) => action.file === file && action.name === name),
    );
    return elementsOf(source).some(
      ({ tag, action }) =>
        formTags.includes(tag) && names.some(({ local }) => mentions(action, local)),
    );
  });
  return posting.filter((source) => !isKept(source, sources, [])).map(({ file }) => file);
}

/** Returns the commands for money or plans that an action calls and that nobody has judged above. */
export function unjudgedCommands(sources: readonly Source[]): string[] {
  return sources.filter(isOfActions).flatMap((source) =>
    importsFrom(source)
      .filter(({ file }) => /^lib\/(orders|payments|wallet)\//.test(file))
      .filter(({ local }) => mentions(source.tree.text, `${local}\\(ctx`))
      .map(({ name }) => name)
      .filter((name) => !promising.includes(name) && !Object.hasOwn(unpromising, name)),
  );
}

/**
 * Returns the actions whose refusal leaves the old figures on the page: they call a promising command, and neither
 * refresh the page in any case nor handle its refusal.
 */
export function staleRefusals(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    promisingActions(source)
      .filter(({ text }) => !/\borRefresh\(|\bfinally \{|\.catch\(/.test(text))
      .map(({ name }) => name),
  );
}

/** Returns whether the file, or every file that shows one of its components, contains a keeper. */
function isKept(source: Source, sources: readonly Source[], seen: readonly string[]): boolean {
  if (elementsOf(source).some(({ tag }) => keepers.includes(tag))) return true;
  if (seen.includes(source.file)) return false;
  const showing = sources.filter((other) => {
    const names = importsFrom(other).filter(({ file }) => file === moduleOf(source.file));
    return elementsOf(other).some(({ tag }) => names.some(({ local }) => local === tag));
  });
  return (
    showing.length > 0 && showing.every((other) => isKept(other, sources, [...seen, source.file]))
  );
}

type Exported = { file: string; name: string };

/** The exported actions whose body calls a promising command. */
function promisingActions(source: Source): (Exported & { text: string })[] {
  if (!isOfActions(source)) return [];
  return source.tree.statements.flatMap((statement) =>
    promising.some((command) => mentions(statement.getText(source.tree), command)) &&
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => ({
          file: moduleOf(source.file),
          name: name.getText(source.tree),
          text: statement.getText(source.tree),
        }))
      : [],
  );
}

function isOfActions({ tree }: Source): boolean {
  return /^\s*'use server'/.test(tree.text);
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

type Imported = Exported & { local: string };

function importsFrom(source: Source): Imported[] {
  return source.tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      return [];
    const named = statement.importClause?.namedBindings;
    if (!named || !ts.isNamedImports(named)) return [];
    const { text } = statement.moduleSpecifier;
    const file = text.startsWith('@/')
      ? text.slice(2)
      : path.posix.join(path.posix.dirname(source.file), text);
    return named.elements.map(({ name, propertyName }) => ({
      file,
      name: (propertyName ?? name).text,
      local: name.text,
    }));
  });
}

function moduleOf(file: string): string {
  return file.replace(/\.tsx?$/, '');
}

type Element = { tag: string; action: string };

/** The JSX elements of a file, with the text of their `action`. */
function elementsOf(source: Source): Element[] {
  return collect(source, (node) => {
    if (!ts.isJsxOpeningElement(node) && !ts.isJsxSelfClosingElement(node)) return undefined;
    const action = node.attributes.properties.find(
      (one) => ts.isJsxAttribute(one) && one.name.getText(source.tree) === 'action',
    );
    return `${node.tagName.getText(source.tree)} ${action?.getText(source.tree) ?? ''}`;
  }).map((text) => {
    const at = text.indexOf(' ');
    return { tag: text.slice(0, at), action: text.slice(at + 1) };
  });
}
