import { revalidatePath } from 'next/cache';
import type { NextRequest } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { receiveUpload } from '@/app/_operator/receive-upload';
import { nameOfFile } from '@/lib/customers/documents/rules';
import { DOCUMENT_BYTES_MAX, saveDocument } from '@/lib/customers/documents/save-document';

export const dynamic = 'force-dynamic';

const Target = z.object({
  customer: z.coerce.number().int().positive(),
  file: z.string().max(500).default(''),
  visible: z.stringbool().default(false),
});

/** Receives a customer's document: `?customer=12&file=contract.pdf&visible=true`. */
export function POST(request: NextRequest): Promise<Response> {
  return receiveUpload({
    request,
    route: '/api/customer-documents',
    target: Target,
    bytesMax: () => DOCUMENT_BYTES_MAX,
    rights: ['customers.write'],
    save: async (ctx, { customer: customerId, file, visible: visibleToCustomer }, bytes) => {
      const t = await getTranslations('admin-customers.documents');
      const name = nameOfFile(file.replaceAll('\0', ''), t('unnamed'));
      const saved = await saveDocument(ctx, { customerId, name, visibleToCustomer, bytes });
      revalidatePath(`/admin/customers/${customerId}`, 'layout');
      return saved;
    },
  });
}
