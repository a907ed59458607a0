import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { receiveUpload } from '@/app/_operator/upload-route';
import { importReport } from '@/app/admin/customers/import/import-report';
import {
  importBytesMax,
  importCustomers,
  previewCustomerImport,
} from '@/lib/customers/import/import-customers';

export const dynamic = 'force-dynamic';

const Target = z.object({ step: z.enum(['check', 'apply']) });

/**
 * Takes a file of customers: `?step=check` says what each row would do, `?step=apply` does it. The browser
 * sends the same file twice, so that nothing of an import that nobody confirmed is kept here.
 */
export function POST(request: NextRequest): Promise<Response> {
  return receiveUpload({
    request,
    route: '/api/customer-imports',
    target: Target,
    bytesMax: () => importBytesMax,
    save: async (ctx, { step }, bytes) => {
      const text = bytes.toString('utf8');
      if (step === 'check') return importReport(await previewCustomerImport(ctx, { text }));
      const rows = await importCustomers(ctx, { text });
      revalidatePath('/admin/customers', 'layout');
      return importReport(rows);
    },
  });
}
