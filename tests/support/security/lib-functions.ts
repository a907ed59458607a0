import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What a function requires of its caller, read from the type of its first parameter. */
export type ContextKind =
  | 'ctx' // an actor: the function itself must authorise
  | 'tx' // an open transaction: called by a command that authorised
  | 'reader' // no actor at all: a read for other functions
  | 'public' // nobody is signed in yet
  | 'engine'; // the job executor's own

export type LibFunction = {
  /** `services/pause-service#pauseService` */
  id: string;
  /** Path of its module below `lib/`, without the extension. */
  module: string;
  name: string;
  context: ContextKind;
  text: string;
};

const contextKinds: Record<string, ContextKind> = {
  Ctx: 'ctx',
  TxCtx: 'tx',
  PublicCtx: 'public',
  EngineCtx: 'engine',
  EngineTxCtx: 'engine',
  ActorlessCtx: 'reader',
};

/** Every exported function in the current `lib` whose first parameter is a context. */
export function listLibFunctions(root: string): LibFunction[] {
  const lib = path.join(root, 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  return files.sort().flatMap((file) => {
    const text = readFileSync(path.join(lib, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    return source.statements
      .flatMap((statement) => exportedFunctions(statement))
      .flatMap(({ name, parameters, node }) => {
        const context = contextKindOf(parameters[0]);
        const module = file.replace(/\.ts$/, '').split(path.sep).join('/');
        return context === null
          ? []
          : [{ id: `${module}#${name}`, module, name, context, text: node.getText(source) }];
      });
  });
}

type Declared = {
  name: string;
  parameters: readonly ts.ParameterDeclaration[];
  node: ts.Node;
};

function exportedFunctions(statement: ts.Statement): Declared[] {
  if (ts.isFunctionDeclaration(statement)) {
    return isExported(statement) && statement.name
      ? [{ name: statement.name.text, parameters: statement.parameters, node: statement }]
      : [];
  }
  if (!ts.isVariableStatement(statement) || !isExported(statement)) return [];
  return statement.declarationList.declarations.flatMap((declaration) => {
    const { initializer, name } = declaration;
    const isFunction =
      initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
    return isFunction && ts.isIdentifier(name)
      ? [{ name: name.text, parameters: initializer.parameters, node: declaration }]
      : [];
  });
}

function isExported(node: ts.FunctionDeclaration | ts.VariableStatement): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function contextKindOf(parameter: ts.ParameterDeclaration | undefined): ContextKind | null {
  // A function parameter is called with its caller's context.
  if (parameter?.type === undefined || ts.isFunctionTypeNode(parameter.type)) return null;
  const type = parameter.type.getText().replace(/\s/g, '');
  const known = contextKinds[type];
  if (known !== undefined) return known;
  // A new spelling of a context type must be classified rather than drop out of the matrix.
  if (/\b\w*Ctx\b/.test(type)) throw new Error(`unknown context type ${type}`);
  return null;
}
