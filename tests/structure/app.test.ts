import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  handmadeAnswers,
  kindOfFolder,
  longForms,
  misplacedFiles,
  repeatedWords,
} from '@/tests/support/app-conventions';
import { listNamedFields, unlabelledFields } from '@/tests/support/named-words';
import { sourceOf, sourcesBelow } from '@/tests/support/sources';

const root = path.resolve(import.meta.dirname, '../..');
/** The page of samples has its words in plain English in its source, and no other page uses them. */
const sources = sourcesBelow(root, 'app').filter(({ file }) => !file.startsWith('app/dev-kit/'));

const words = Object.fromEntries(
  readdirSync(path.join(root, 'messages/en')).map((file) => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(path.join(root, 'messages/en', file), 'utf8')),
  ]),
);

const planted = {
  unlabelled: `function F() {
    const t = useTranslations('map');
    const field = namedFields(t, 'form');
    return <TextField {...field('siteId')} />;
  }`,
  label: 'const x = <TextField name="siteId" label={t(\'form.site\')} />;',
  hint: "const x = <TextField {...field('site')} hint={t('siteHint')} />;",
  column: "const x = [{ name: 'city', label: t('city'), grow: 2 }];",
  sentence: "'use server'; run(async () => ({ message: t('saved') }));",
  data: "'use server'; run(async () => { return { data }; });",
  state: "const answer = { status: 'error', message };",
  form: `function F() { return (<Form>\n${'\n'.repeat(120)}</Form>); }`,
};
const plant = (text: string) => [sourceOf('app/admin/sites/_form/planted.tsx', text)];

describe('the folders of pages', () => {
  test('are named after their content', () => {
    expect(sources.flatMap(({ file }) => kindOfFolder(file).unknown)).toEqual([]);
    expect(kindOfFolder('app/admin/sites/_bits/one.tsx').unknown).toEqual([
      'app/admin/sites/_bits',
    ]);
    expect(kindOfFolder('app/admin/sites/_one.tsx').unknown).toEqual(['app/admin/sites/_one.tsx']);
  });

  test('contain what their name says', () => {
    expect(misplacedFiles(sources)).toEqual([]);
    for (const file of ['_parts/site-table.tsx', '_list/site-form.tsx', '_parts/site-words.ts'])
      expect(misplacedFiles([sourceOf(`app/admin/sites/${file}`, '')])).toHaveLength(1);
  });
});

describe('a route', () => {
  /** Programs sign what they send, and their bodies are small. */
  const ofPrograms = ['auth/[...nextauth]', 'inngest', 'stripe/webhook'].map(
    (name) => `app/api/${name}/route.ts`,
  );
  const readers = (some: typeof sources) =>
    some
      .filter(({ file }) => file.endsWith('/route.ts'))
      .filter(({ tree }) =>
        /\b(readBody|formData|arrayBuffer|blob|bytes)\(|\.body\b/.test(tree.text),
      )
      .map(({ file }) => file);

  test('reads no body of a person itself, because only receiveUpload limits parallel uploads', () => {
    expect(readers(sources)).toEqual(ofPrograms);
    const text = 'export const POST = (request) => request.arrayBuffer();';
    expect(readers([sourceOf('app/api/planted/route.ts', text)])).toHaveLength(1);
  });
});

describe('a form', () => {
  test('has no component of more than 120 lines', () => {
    expect(longForms(sources)).toEqual([]);
    expect(longForms(plant(planted.form))).toHaveLength(1);
  });

  test('repeats no label or hint that its field gets by name', () => {
    expect(repeatedWords(sources)).toEqual([]);
    for (const text of [planted.label, planted.hint, planted.column])
      expect(repeatedWords(plant(text))).toHaveLength(1);
  });
});

describe('a field that gets its words by name', () => {
  test('has a label', () => {
    expect(listNamedFields(sources).length).toBeGreaterThan(100);
    expect(unlabelledFields(sources, words)).toEqual([]);
    expect(
      unlabelledFields(plant(planted.unlabelled), { map: { form: { site: 'Site' } } }),
    ).toEqual([]);
    expect(unlabelledFields(plant(planted.unlabelled), { map: { site: 'Site' } })).toHaveLength(1);
  });
});

describe('an action', () => {
  test('builds no result by hand', () => {
    expect(handmadeAnswers(sources)).toEqual([]);
    for (const text of [planted.sentence, planted.data, planted.state])
      expect(handmadeAnswers(plant(text))).toHaveLength(1);
  });
});
