import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerDocuments } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';

export const DeleteDocument = z.object({ documentId: z.uuid() });

/** Deletes a document permanently. */
export async function deleteDocument(
  ctx: Ctx,
  input: z.infer<typeof DeleteDocument>,
): Promise<void> {
  requireStaff(ctx, 'customers.write');
  const { documentId } = DeleteDocument.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .delete(customerDocuments)
      .where(eq(customerDocuments.id, documentId))
      .returning({ customerId: customerDocuments.customerId, name: customerDocuments.name });
    const { customerId, name } = found(row);
    await recordAudit(tctx, {
      action: 'customer.document.delete',
      subject: { kind: 'document', id: documentId },
      customerId,
      before: { name },
    });
  });
}
