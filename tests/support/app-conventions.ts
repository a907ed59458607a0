import ts from 'typescript';
import { labelKeyOf } from '@/app/_forms/named-fields';
import { collect, linesOf, placeOf, type Source } from './sources';

const kinds = ['_form', '_list', '_parts', '_view'];
const FORM_LINES_MAX = 120;

/** Which folder a file belongs in, by the end of its name, unless it is beside its route. */
const belongs: readonly (readonly [name: RegExp, folders: readonly string[]])[] = [
  [/(^|-)(columns|table|query)\.tsx?$/, ['_list']],
  [/-(form|fields?|section|schema)\.tsx?$/, ['_form']],
  [/-(words|badge|facts)\.tsx?$/, ['_form', '_list', '_view']],
];

/** The kind of folder a file is in, and every part of its path that names no kind. */
export function kindOfFolder(file: string): { kind: string | undefined; unknown: string[] } {
  const parts = file.split('/');
  const at = parts.findIndex((part) => part.startsWith('_'));
  const part = parts[at];
  if (part === undefined) return { kind: undefined, unknown: [] };
  const isFile = at === parts.length - 1;
  const owner = parts.slice(0, at).join('/');
  // Folders shared by whole areas are named and explained one by one in ARCHITECTURE.md.
  const isNamed = ['app', 'app/admin', 'app/(portal)'].includes(owner) && !isFile;
  const isKnown = !isFile && (isNamed || kinds.includes(part));
  return { kind: part, unknown: isKnown ? [] : [`${owner}/${part}`] };
}

export function misplacedFiles(sources: readonly Source[]): string[] {
  return sources
    .map(({ file }) => file)
    .filter((file) => {
      const { kind } = kindOfFolder(file);
      if (kind === undefined || !kinds.includes(kind)) return false;
      const name = file.slice(file.lastIndexOf('/') + 1);
      return belongs.some(([pattern, folders]) => pattern.test(name) && !folders.includes(kind));
    });
}

/** Functions that render a form or part of one and are too long to read at a glance. */
export function longForms(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    collect(source, (node) => {
      if (!ts.isFunctionDeclaration(node) && !ts.isArrowFunction(node)) return undefined;
      const lines = linesOf(source, node);
      if (lines <= FORM_LINES_MAX) return undefined;
      const isForm = /<(Form|FormDialog|form|\w+(Field|Area|Cards|Rows))\b/.test(node.getText());
      return isForm ? `${placeOf(source, node)}: ${lines} lines` : undefined;
    }),
  );
}

/** Labels and hints that `namedFields` would supply anyway. */
export function repeatedWords(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    collect(source, (node) => {
      const { name, label, hint } = wordsAt(node);
      if (name === undefined) return undefined;
      const key = labelKeyOf(name);
      const isRepeated = lastPart(label) === key || lastPart(hint) === `${key}Hint`;
      return isRepeated ? `${placeOf(source, node)}: ${name}` : undefined;
    }),
  );
}

type Words = Partial<Record<'name' | 'label' | 'hint', string>>;

/** The name of a field, or of a column of rows, with the keys of the words written at it. */
function wordsAt(node: ts.Node): Words {
  const words: Words = {};
  if (!ts.isJsxAttributes(node) && !ts.isObjectLiteralExpression(node)) return words;
  for (const one of node.properties) {
    if (ts.isJsxSpreadAttribute(one) || ts.isSpreadAssignment(one))
      put(words, 'name', one.expression);
    else if (ts.isJsxAttribute(one) || ts.isPropertyAssignment(one))
      put(words, one.name.getText(), one.initializer);
  }
  return words;
}

function put(words: Words, name: string, value: ts.Node | undefined): void {
  if (value === undefined || (name !== 'name' && name !== 'label' && name !== 'hint')) return;
  const text = ts.isStringLiteral(value) && name === 'name' ? value.text : keyOf(value);
  if (text !== undefined) words[name] = text;
}

/** Returns `form.site` for `t('form.site')`, with or without braces. */
function keyOf(node: ts.Node): string | undefined {
  const inner = ts.isJsxExpression(node) ? node.expression : node;
  if (inner === undefined || !ts.isCallExpression(inner)) return undefined;
  const [key] = inner.arguments;
  return key !== undefined && ts.isStringLiteral(key) ? key.text : undefined;
}

function lastPart(key: string | undefined): string | undefined {
  return key?.slice(key.lastIndexOf('.') + 1);
}

const answerModules = ['app/_forms/answer.ts', 'app/_forms/form-state.ts'];

/** Object literals shaped like an action's result or a form's state, outside the modules that build them. */
export function handmadeAnswers(sources: readonly Source[]): string[] {
  return sources
    .filter(({ file }) => !answerModules.includes(file) && !file.startsWith('app/api/'))
    .flatMap((source) => {
      const isAction = /^['"]use server['"]/.test(source.tree.getText());
      return collect(source, (node) => {
        if (!ts.isObjectLiteralExpression(node)) return undefined;
        const names = node.properties.map((one) => one.name?.getText() ?? '');
        const isOutcome = isAction && names.some((name) => name === 'message' || name === 'data');
        const isState = names.includes('status') && /\bstatus: '(ok|error)'/.test(node.getText());
        return isOutcome || isState ? placeOf(source, node) : undefined;
      });
    });
}
