import ts from 'typescript';

/** Constants of `db/schema` with the tables they declare. */
export type TablesByConstant = ReadonlyMap<string, string>;

/** A table known only when the statement runs. */
const unresolved = (expression: string) => `?${expression}`;

/** Every table that a source writes, through Drizzle's builders or in SQL; an unknown one is `?name`. */
export function tablesWrittenIn(source: ts.SourceFile, tables: TablesByConstant): string[] {
  const names = namesIn(source, tables);
  const found: string[] = [];
  visitAll(source, (node) => {
    const given = tableGiven(node);
    if (given !== undefined) found.push(...(names.get(given) ?? [unresolved(given)]));
    for (const statement of sqlOf(node, source)) found.push(...tablesWritten(statement, names));
  });
  return found;
}

/** Every lock of rows or tables that a source takes, as written. */
export function locksIn(source: ts.SourceFile): string[] {
  const pattern =
    /\bfor\s+(?:no\s+key\s+update|update|key\s+share|share)\b|\block\s+table\b|\bpg_(?:try_)?advisory\w*lock\w*/gi;
  const found: string[] = [];
  visitAll(source, (node) => {
    if (isCallOf(node, ['for']) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]))
      found.push(`.for('${node.arguments[0].text}')`);
    for (const statement of sqlOf(node, source)) found.push(...(statement.match(pattern) ?? []));
  });
  return found;
}

/** A trigger's `before update` and a conflict's `do update` are not followed by a table. */
export function tablesWritten(
  statement: string,
  names: ReadonlyMap<string, readonly string[]> = new Map(),
): string[] {
  const pattern =
    /(?<!\b(?:before|after|or|do|for|key)\s+)\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+(?:only\s+)?(?:\$\{([^}]*)\}|([a-z_]+))/gi;
  return [...statement.matchAll(pattern)]
    .flatMap(([, expression, table = '']) => {
      if (expression === undefined) return [table];
      return names.get(lastName(expression)) ?? [unresolved(expression)];
    })
    .filter((table) => !['of', 'on', 'or', 'skip', 'set'].includes(table));
}

/** The tables each name in the file may stand for: constants of the schema, and variables assigned from them. */
function namesIn(source: ts.SourceFile, tables: TablesByConstant): Map<string, string[]> {
  const names = new Map([...tables].map(([constant, table]) => [constant, [table]]));
  const add = (name: string, ...given: string[]) => {
    const known = given.flatMap((one) => names.get(one) ?? []);
    // A name may stand for one table in one function and for another in the next.
    if (known.length > 0 && !tables.has(name))
      names.set(name, [...new Set([...(names.get(name) ?? []), ...known])]);
  };
  visitAll(source, (node) => {
    if (ts.isImportSpecifier(node) && node.propertyName)
      add(node.name.text, node.propertyName.text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      add(node.name.text, lastName(node.initializer.getText(source)));
    if (ts.isForOfStatement(node) && ts.isArrayLiteralExpression(node.expression))
      add(loopName(node), ...node.expression.elements.map((one) => lastName(one.getText(source))));
  });
  return names;
}

function loopName({ initializer }: ts.ForOfStatement): string {
  const name = ts.isVariableDeclarationList(initializer)
    ? initializer.declarations[0]?.name
    : undefined;
  return name && ts.isIdentifier(name) ? name.text : '';
}

/** `orders` of `tx.insert(orders)`, and not of another object's `update`. */
function tableGiven(node: ts.Node): string | undefined {
  if (!isCallOf(node, ['insert', 'update', 'delete']) || node.arguments.length !== 1) return;
  const receiver = node.expression.expression.getText();
  const isQuery = /(?:^|\.)(?:tx|db)$|Db\([^()]*\)$/.test(receiver);
  const next = ts.isPropertyAccessExpression(node.parent) ? node.parent.name.text : '';
  return isQuery || next === 'set' || next === 'values'
    ? lastName(node.arguments[0]?.getText() ?? '')
    : undefined;
}

function isCallOf(
  node: ts.Node,
  names: readonly string[],
): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    names.includes(node.expression.name.text)
  );
}

/** A tagged template is SQL, and so is an argument of `raw` and `unsafe`. */
function sqlOf(node: ts.Node, source: ts.SourceFile): string[] {
  const texts = ts.isTaggedTemplateExpression(node)
    ? [node.template]
    : isCallOf(node, ['raw', 'unsafe'])
      ? [...node.arguments]
      : [];
  return texts.map((text) => text.getText(source).replace(/--.*$/gm, ''));
}

function lastName(expression: string): string {
  return /(\w+)\W*$/.exec(expression.trim())?.[1] ?? expression;
}

function visitAll(source: ts.SourceFile, see: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
