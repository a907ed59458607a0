import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { staleRefusals, unjudgedCommands, unkeptSheets } from '@/tests/support/confirm-sheets';
import { sourceOf, sourcesBelow } from '@/tests/support/sources';

const root = path.resolve(import.meta.dirname, '../..');
const sources = sourcesBelow(root, 'app');

const action = sourceOf(
  'app/planted/actions.ts',
  `'use server'; export const pay = staffAction({ run: async (ctx, input) => refundTopUp(ctx, input) });
  export const look = staffAction({ run: async () => goTo('/') });`,
);
const sheet = (name: string) =>
  sourceOf(
    'app/planted/sheet.tsx',
    `import { ${name} as act } from './actions';
    export function Sheet() { return <Form action={act}><SubmitButton /></Form>; }`,
  );
const page = (file: string, jsx: string) =>
  sourceOf(
    file,
    `import { Sheet } from './sheet'; export default function Page() { return ${jsx}; }`,
  );
const bare = page('app/planted/page.tsx', '<main><Sheet /></main>');
const kept = page('app/planted/kept.tsx', '<KeptSheet shown={shown}><Sheet /></KeptSheet>');

describe('a form for money or plans', () => {
  test('keeps what it showed through a refresh of its page', () => {
    expect(unkeptSheets(sources)).toEqual([]);
  });

  test('is found by what its action calls, wherever it is shown', () => {
    const found = ['app/planted/sheet.tsx'];
    expect(unkeptSheets([action, sheet('pay')])).toEqual(found);
    expect(unkeptSheets([action, sheet('pay'), bare])).toEqual(found);
    expect(unkeptSheets([action, sheet('pay'), bare, kept])).toEqual(found);
    expect(unkeptSheets([action, sheet('pay'), kept])).toEqual([]);
    expect(unkeptSheets([action, sheet('look'), bare])).toEqual([]);
  });

  test('is refreshed together with a refusal, which names figures that the page does not show yet', () => {
    expect(staleRefusals(sources)).toEqual([]);
    expect(staleRefusals([action])).toEqual(['pay']);
  });

  test('posts to a command that is judged to promise something or not', () => {
    expect(unjudgedCommands(sources)).toEqual([]);
    const text = `'use server'; import { sellCredit } from '@/lib/wallet/sell-credit';
      export const sell = staffAction({ run: (ctx, input) => sellCredit(ctx, input) });`;
    expect(unjudgedCommands([sourceOf('app/planted/actions.ts', text)])).toEqual(['sellCredit']);
  });

  test('is each one that the portal and staff have', () => {
    const without = sources.filter(({ file }) => file.includes('actions'));
    const forms = ['order-sheet', 'renew-button', 'plan-preview', 'refund-card'];
    const stripped = sources
      .filter(({ file }) => forms.some((form) => file.endsWith(`${form}.tsx`)))
      .map(({ file, tree }) => sourceOf(file, tree.text.replaceAll('KeptSheet', 'section')));
    expect(unkeptSheets([...without, ...stripped])).toHaveLength(forms.length);
  });
});
