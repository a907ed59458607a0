import { count, eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerDocuments } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { actorUserId, type Ctx } from '@/lib/context';
import { prepareUpload } from '@/lib/files/prepare-upload';
import { refuse } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { lockOpenCustomer } from '../lock-customer';
import { DOCUMENT_NAME_MAX, DOCUMENTS_MAX } from './rules';

/** The largest upload in bytes; a PDF is stored unchanged. */
export const DOCUMENT_BYTES_MAX = 10_000_000;

export const DocumentName = z
  .string()
  .trim()
  .min(1, 'field_required')
  .max(DOCUMENT_NAME_MAX, 'field_too_long');

export const SaveDocument = z.object({
  customerId: z.number().int().positive(),
  name: DocumentName,
  visibleToCustomer: z.boolean().default(false),
  bytes: z.instanceof(Buffer),
});
export type SaveDocument = z.input<typeof SaveDocument>;

/**
 * Stores a PDF or an image for a customer; only staff can see it unless it is made visible.
 * @throws DomainError `field_file_size`, `field_file_type`, `file_broken` or `documents_full`
 */
export async function saveDocument(ctx: Ctx, input: SaveDocument): Promise<{ documentId: string }> {
  requireStaff(ctx, 'customers.write');
  const { bytes, ...document } = SaveDocument.parse(input);
  const { customerId } = document;
  // Decoding is slow, so it happens before a connection is taken.
  const file = await prepareUpload(bytes, {
    bytesMax: DOCUMENT_BYTES_MAX,
    takesPdf: true,
    imageSideMax: 2_400,
  });
  const documentId = newId(ctx.now.getTime());
  return inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const [kept] = await tctx.tx
      .select({ count: count() })
      .from(customerDocuments)
      .where(eq(customerDocuments.customerId, customerId));
    if ((kept?.count ?? 0) >= DOCUMENTS_MAX)
      refuse('limit', 'documents_full', { max: DOCUMENTS_MAX });
    await tctx.tx.insert(customerDocuments).values({
      id: documentId,
      ...document,
      ...file,
      createdAt: ctx.now,
      createdByUserId: actorUserId(ctx.actor),
    });
    await recordAudit(tctx, {
      action: 'customer.document.save',
      subject: { kind: 'document', id: documentId },
      customerId,
      after: { ...document, mediaType: file.mediaType, bytes: file.content.byteLength },
    });
    return { documentId };
  });
}
