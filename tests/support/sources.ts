import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export type Source = { file: string; tree: ts.SourceFile };

export function sourceOf(file: string, text: string): Source {
  return { file, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
}

/** Every source file below a folder, except tests, by its path from the root. */
export function sourcesBelow(root: string, folder: string): Source[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort()
    .map((file) => sourceOf(file, readFileSync(path.join(root, file), 'utf8')));
}

/** Collects what `find` returns for every node of the tree. */
export function collect({ tree }: Source, find: (node: ts.Node) => string | undefined): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const said = find(node);
    if (said !== undefined) found.push(said);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Position in a file: `app/a.tsx:12`. */
export function placeOf({ file, tree }: Source, node: ts.Node): string {
  return `${file}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}

export function linesOf({ tree }: Source, node: ts.Node): number {
  const line = (at: number) => tree.getLineAndCharacterOfPosition(at).line;
  return line(node.end) - line(node.getStart(tree)) + 1;
}
