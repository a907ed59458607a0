import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { receiveUpload } from '@/app/_operator/receive-upload';
import { importReport } from '@/app/admin/customers/import/import-report';
import {
  IMPORT_BYTES_MAX,
  importCustomers,
  previewCustomerImport,
} from '@/lib/customers/import/import-customers';
import { homeEncodingOf } from '@/lib/lists/rules/home-encoding';
import { textEncodings } from '@/lib/lists/text-encodings';
import { readTextFile } from '@/lib/lists/text-file';
import { getSettings } from '@/lib/settings/get-settings';

export const dynamic = 'force-dynamic';

const Target = z.object({
  step: z.enum(['check', 'apply']),
  encoding: z.enum(textEncodings).optional(),
  digest: z.string().optional(),
});

/**
 * Receives a file of customers: `?step=check` previews each row, `?step=apply` applies it. The browser sends the file
 * twice, so that nothing of an unconfirmed import is stored; it also sends the encoding and digest of the reviewed
 * file, so that nothing else is applied.
 */
export function POST(request: NextRequest): Promise<Response> {
  return receiveUpload({
    request,
    route: '/api/customer-imports',
    target: Target,
    bytesMax: () => IMPORT_BYTES_MAX,
    rights: ['import', 'customers.write'],
    save: async (ctx, { step, ...reading }, bytes) => {
      const home = homeEncodingOf(await getSettings(ctx));
      const file = readTextFile(bytes, { ...reading, home });
      if (step === 'check') return importReport(file, await previewCustomerImport(ctx, file));
      const rows = await importCustomers(ctx, file);
      revalidatePath('/admin/customers', 'layout');
      return importReport(file, rows);
    },
  });
}
