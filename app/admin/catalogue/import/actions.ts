'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { give, say } from '@/app/_forms/answer';
import { fileReading } from '@/app/_operator/file-reading';
import { staffAction } from '@/app/_operator/staff-action';
import { homeEncodingOf } from '@/lib/lists/rules/home-encoding';
import { textEncodings } from '@/lib/lists/text-encodings';
import { readTextFile } from '@/lib/lists/text-file';
import { type ImportRow, importItems, previewImport } from '@/lib/rollouts/import-items';
import { getSettings } from '@/lib/settings/get-settings';
import { FILE_BYTES_MAX } from './file-bytes-max';
import type { ImportPreviewText } from './import-preview-text';

const CheckFile = z.object({
  file: z.file('field_required').min(1, 'field_required').max(FILE_BYTES_MAX, 'field_file_size'),
  /** The encoding people chose; detected from the file when absent. */
  encoding: z.enum(textEncodings).optional(),
});

export const checkImportAction = staffAction({
  schema: CheckFile,
  run: async (ctx, { file, encoding }) => {
    const home = homeEncodingOf(await getSettings(ctx));
    const read = readTextFile(new Uint8Array(await file.arrayBuffer()), { encoding, home });
    const rows = await previewImport(ctx, read);
    const data: ImportPreviewText = { reading: fileReading(read), rows: await rowTexts(rows) };
    return give(data, say('admin-catalogue.import', 'summary', countsOf(rows)));
  },
});

export const applyImportAction = staffAction({
  schema: CheckFile.extend({ encoding: z.enum(textEncodings), digest: z.string() }),
  run: async (ctx, { file, encoding, digest }) => {
    const read = readTextFile(new Uint8Array(await file.arrayBuffer()), { encoding, digest });
    const done = await importItems(ctx, read);
    revalidatePath('/admin/catalogue', 'layout');
    return say('admin-catalogue.import', 'applied', done);
  },
});

function countsOf(rows: readonly ImportRow[]) {
  const count = (result: ImportRow['result']) => rows.filter((row) => row.result === result).length;
  return { create: count('create'), change: count('change'), error: count('error') };
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
