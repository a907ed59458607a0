import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rooms } from '@/lib/rooms.json';

const root = path.resolve(import.meta.dirname, '../..');
const architecture = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');

describe('the rooms of lib', () => {
  test('are exactly its folders', () => {
    const folders = foldersOf('lib');
    expect(rooms.map(({ name }) => name).sort()).toEqual(folders);
  });

  test('have one name each', () => {
    expect(new Set(rooms.map(({ name }) => name)).size).toBe(rooms.length);
  });

  test('have no folder for a single file', () => {
    const lonely = foldersBelow('lib')
      .filter((folder) => !/^lib(\/[^/]+)?$|\/(rules|lookups)$/.test(folder))
      .filter((folder) => sourcesOf(folder).length < 2);
    expect(lonely).toEqual([]);
  });

  test('have no file that serves reads for both pages and commands', () => {
    const named = ['lib', ...foldersBelow('lib')].flatMap((folder) =>
      sourcesOf(folder)
        .filter((name) => name === 'queries.ts')
        .map((name) => `${folder}/${name}`),
    );
    expect(named).toEqual([]);
  });
});

describe("ARCHITECTURE.md's map", () => {
  test('lists the rooms of lib, top to bottom', () => {
    const expected = rooms.map(({ name, holds }) => ({ name, holds }));
    expect(rowsUnder('The rooms of `lib`')).toEqual(expected);
  });

  test('lists the folders at the top', () => {
    const known = foldersOf('.').filter((name) => !/^(\.|node_modules$)/.test(name));
    const listed = rowsUnder('The folders').map(({ name }) => name);
    expect(listed.sort()).toEqual(known);
  });

  test('lists the folders that pages share', () => {
    const shared = ['app', 'app/admin', 'app/(portal)'].flatMap((folder) =>
      foldersOf(folder)
        .filter((name) => name.startsWith('_'))
        .map((name) => `${folder}/${name}`),
    );
    const listed = rowsUnder('The pages').map(({ name }) => name);
    expect(listed.sort()).toEqual(shared.sort());
  });

  test('names only paths that exist', () => {
    const named = [...architecture.matchAll(/`((?:[\w().-]+\/)+[\w().-]*)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => existsSync(path.join(root, name.split('/')[0] ?? '')));
    expect(named).toContain('lib/pricing/rules/');
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test('lists the folders of inngest', () => {
    expect(
      rowsUnder('The jobs')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(foldersOf('inngest'));
  });
});

function foldersOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function foldersBelow(folder: string): string[] {
  return foldersOf(folder).flatMap((name) => [
    `${folder}/${name}`,
    ...foldersBelow(`${folder}/${name}`),
  ]);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
}

/** The rows of the table below a heading: `| name | contents |`. */
function rowsUnder(heading: string): { name: string; holds: string }[] {
  const section = architecture.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  return [...(section ?? '').matchAll(/^\| `([\w/()-]+)` \| (.+) \|$/gm)].map(
    ([, name = '', holds = '']) => ({ name, holds }),
  );
}
