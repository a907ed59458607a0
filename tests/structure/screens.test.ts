import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { type LibFunction, listLibFunctions } from '@/tests/support/security/lib-functions';
import { registry } from '@/tests/support/security/registry/all';

const root = path.resolve(import.meta.dirname, '../..');
const shown = listLibFunctions(root).filter(({ module }) => module.startsWith('screens/'));

/** For people who are not signed in: what they give is the proof. */
const open: Record<string, string> = {
  'screens/auth/link#findLinkHolder': 'the mailed link is the proof',
  'screens/auth/sign-up#findSignUpByLink': 'the mailed link is the proof',
  'screens/auth/sign-up#listSignUpPlaces': 'only while people may sign up by themselves',
};

describe('every read of a screen', () => {
  test('authorises whoever asks: the matrix of rights calls it with every role', () => {
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

  test('is given who asks: nothing else of a screen reads', () => {
    const known = new Set(shown.map(({ id }) => id));
    const reading = listExports()
      .filter(({ text }) => /\breadDb\(|\basync\b|\bawait\b/.test(text))
      .map(({ id }) => id);
    expect(reading.length).toBeGreaterThan(0);
    expect(reading.filter((id) => !known.has(id))).toEqual([]);
  });

  test('is on that list only while it exists', () => {
    const ids = new Set(shown.map(({ id }) => id));
    expect(Object.keys(open).filter((id) => !ids.has(id))).toEqual([]);
  });
});

/** Every exported function and constant of `lib/screens`, whatever it is given. */
function listExports(): { id: string; text: string }[] {
  const folder = path.join(root, 'lib', 'screens');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const module = `screens/${file.replace(/\.ts$/, '').split(path.sep).join('/')}`;
      const text = readFileSync(path.join(folder, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return source.statements.flatMap((statement) => {
        const [, name] =
          /^export\s+(?:async\s+)?(?:function|const)\s+(\w+)/.exec(statement.getText(source)) ?? [];
        return name === undefined
          ? []
          : [{ id: `${module}#${name}`, text: statement.getText(source) }];
      });
    });
}

function isInMatrix({ name }: LibFunction): boolean {
  const entries = [registry[`screens/${name}`] ?? []].flat();
  return entries.length > 0 && entries.every((entry) => entry.for !== 'inner');
}
