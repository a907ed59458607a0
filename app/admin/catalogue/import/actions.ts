'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import {
  ImportItems,
  type ImportRow,
  importItems,
  previewImport,
} from '@/lib/catalog/import-items';
import type { ImportPreviewText } from './import-preview-text';
import { fileBytesMax } from './limits';

const CheckFile = z.object({
  file: z.file('field_required').min(1, 'field_required').max(fileBytesMax, 'field_file_size'),
});

export const checkImportAction = staffAction({
  schema: CheckFile,
  run: async (ctx, { file }) => {
    const text = await file.text();
    const rows = await previewImport(ctx, { text });
    return { message: await summaryOf(rows), data: { text, rows: await rowTexts(rows) } };
  },
});

export const applyImportAction = staffAction({
  schema: ImportItems,
  run: async (ctx, input) => {
    const done = await importItems(ctx, input);
    revalidatePath('/admin/catalogue', 'layout');
    const t = await getTranslations('admin-catalogue.import');
    return { message: t('applied', done) };
  },
});

async function summaryOf(rows: readonly ImportRow[]): Promise<string> {
  const t = await getTranslations('admin-catalogue.import');
  const count = (result: ImportRow['result']) => rows.filter((row) => row.result === result).length;
  return t('summary', { create: count('create'), change: count('change'), error: count('error') });
}

async function rowTexts(rows: readonly ImportRow[]): Promise<ImportPreviewText['rows']> {
  const [t, errors] = await Promise.all([
    getTranslations('admin-catalogue.import'),
    getTranslations('errors'),
  ]);
  return rows.map(({ problems, ...row }) => ({
    ...row,
    problems: problems.map(({ column, key, params }) =>
      t('columnProblem', { column, problem: errors(key, (params ?? {}) as never) }),
    ),
  }));
}
