import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export type AppRoute = {
  /** Path of the file below `app/`. */
  file: string;
  /** The address, with its dynamic segments in brackets: `/services/[id]`. */
  pattern: string;
  kind: 'page' | 'handler';
  face: 'portal' | 'admin' | 'auth' | 'api' | 'other';
  /** Methods of a handler; a page has GET. */
  methods: string[];
};

/** Every page and route handler in the current tree. */
export function listAppRoutes(root: string): AppRoute[] {
  const app = path.join(root, 'app');
  return sourceFiles(app)
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const segments = file.split('/').slice(0, -1);
      const pattern = `/${segments.filter((segment) => !/^\(.*\)$/.test(segment)).join('/')}`;
      const kind = file.endsWith('page.tsx') ? 'page' : 'handler';
      const face = faceOf(segments[0] ?? '');
      return {
        file,
        pattern,
        kind,
        face,
        methods: kind === 'page' ? ['GET'] : methodsOf(app, file),
      };
    });
}

function faceOf(first: string): AppRoute['face'] {
  const faces: Record<string, AppRoute['face']> = {
    ...{ '(portal)': 'portal', '(auth)': 'auth', admin: 'admin', api: 'api' },
  };
  return faces[first] ?? 'other';
}

function methodsOf(app: string, file: string): string[] {
  const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return exportsOf(parse(app, file))
    .map(({ name }) => name)
    .filter((name) => known.includes(name));
}

export type ServerAction = {
  file: string;
  name: string;
  /** The wrapper that creates it: `staffAction`, `formAction`…; null for an action without one. */
  wrapper: string | null;
  text: string;
};

/** Every export of a `'use server'` module and every function with that directive: all are callable. */
export function listServerActions(root: string): ServerAction[] {
  const app = path.join(root, 'app');
  return sourceFiles(app).flatMap((file) => {
    const source = parse(app, file);
    const isWhole = startsWithUseServer(source.statements);
    const whole = isWhole ? exportsOf(source).filter(({ isType }) => !isType) : [];
    const inline = isWhole ? [] : inlineActions(source);
    return [...whole, ...inline].map(({ name, node }) => ({
      ...{ file, name, wrapper: wrapperOf(node), text: node.getText(source) },
    }));
  });
}

export type LibImport = { file: string; module: string; name: string };

/** What the routes and their parts import from `lib`, by name; type imports do not count. */
export function listLibImports(root: string): LibImport[] {
  const app = path.join(root, 'app');
  return sourceFiles(app).flatMap((file) =>
    parse(app, file).statements.flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
        return [];
      const module = /^@\/lib\/(.+)$/.exec(statement.moduleSpecifier.text)?.[1];
      const bindings = statement.importClause?.namedBindings;
      if (module === undefined || !bindings || statement.importClause?.isTypeOnly) return [];
      if (ts.isNamespaceImport(bindings)) return [{ file, module, name: '*' }];
      return bindings.elements
        .filter(({ isTypeOnly }) => !isTypeOnly)
        .map(({ name, propertyName }) => ({ file, module, name: (propertyName ?? name).text }));
    }),
  );
}

function sourceFiles(app: string): string[] {
  return readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

function parse(app: string, file: string): ts.SourceFile {
  const text = readFileSync(path.join(app, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

type Exported = { name: string; node: ts.Node; isType: boolean };

function exportsOf(source: ts.SourceFile): Exported[] {
  return source.statements.flatMap((statement): Exported[] => {
    if (ts.isExportDeclaration(statement)) return reExports(statement);
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map((node) => ({
        ...{ name: node.name.getText(source), node: node.initializer ?? node, isType: false },
      }));
    }
    const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);
    const name = ts.isFunctionDeclaration(statement) ? (statement.name?.text ?? 'default') : '';
    return [{ name, node: statement, isType }];
  });
}

function reExports(statement: ts.ExportDeclaration): Exported[] {
  const clause = statement.exportClause;
  if (statement.isTypeOnly) return [];
  if (!clause || !ts.isNamedExports(clause)) return [{ name: '*', node: statement, isType: false }];
  return clause.elements.map((node) => ({ name: node.name.text, node, isType: node.isTypeOnly }));
}

function inlineActions(source: ts.SourceFile): Exported[] {
  const actions: Exported[] = [];
  const visit = (node: ts.Node): void => {
    const body = ts.isFunctionLike(node) && 'body' in node ? node.body : undefined;
    if (body && ts.isBlock(body as ts.Node) && startsWithUseServer((body as ts.Block).statements)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      actions.push({ name: `line ${line}`, node, isType: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return actions;
}

function startsWithUseServer(statements: ts.NodeArray<ts.Statement>): boolean {
  const [first] = statements;
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === 'use server'
  );
}

function wrapperOf(node: ts.Node): string | null {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression)
    ? node.expression.text
    : null;
}
