import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { receiveUpload } from '@/app/_operator/upload-route';
import { importReport } from '@/app/admin/customers/import/import-report';
import {
  IMPORT_BYTES_MAX,
  importCustomers,
  previewCustomerImport,
} from '@/lib/customers/import/import-customers';
import { textEncodings } from '@/lib/lists/text-encodings';
import { readTextFile } from '@/lib/lists/text-file';

export const dynamic = 'force-dynamic';

const Target = z.object({
  step: z.enum(['check', 'apply']),
  encoding: z.enum(textEncodings).optional(),
  digest: z.string().optional(),
});

/**
 * Takes a file of customers: `?step=check` says what each row would do, `?step=apply` does it. The browser
 * sends the same file twice, so that nothing of an import that nobody confirmed is kept here; it says by which
 * encoding and digest the file was looked at, so that nothing else is applied.
 */
export function POST(request: NextRequest): Promise<Response> {
  return receiveUpload({
    request,
    route: '/api/customer-imports',
    target: Target,
    bytesMax: () => IMPORT_BYTES_MAX,
    rights: ['import', 'customers.write'],
    save: async (ctx, { step, ...reading }, bytes) => {
      const file = readTextFile(bytes, reading);
      if (step === 'check') return importReport(file, await previewCustomerImport(ctx, file));
      const rows = await importCustomers(ctx, file);
      revalidatePath('/admin/customers', 'layout');
      return importReport(file, rows);
    },
  });
}
