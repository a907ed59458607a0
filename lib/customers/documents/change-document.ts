import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerDocuments } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { DocumentName } from './save-document';

export const ChangeDocument = z.object({
  documentId: z.uuid(),
  name: DocumentName,
  visibleToCustomer: z.boolean().default(false),
});
export type ChangeDocument = z.input<typeof ChangeDocument>;

/** Changes a document's name and whether the subscriber may download it. */
export async function changeDocument(ctx: Ctx, input: ChangeDocument): Promise<void> {
  requireStaff(ctx, 'customers.write');
  const { documentId, ...after } = ChangeDocument.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { customerId, ...before } = await lockDocument(tctx, documentId);
    const isSame =
      before.name === after.name && before.visibleToCustomer === after.visibleToCustomer;
    if (isSame) return;
    await tctx.tx.update(customerDocuments).set(after).where(eq(customerDocuments.id, documentId));
    await recordAudit(tctx, {
      action: 'customer.document.change',
      subject: { kind: 'document', id: documentId },
      customerId,
      before,
      after,
    });
  });
}

async function lockDocument(ctx: TxCtx, documentId: string) {
  const [row] = await ctx.tx
    .select({
      customerId: customerDocuments.customerId,
      name: customerDocuments.name,
      visibleToCustomer: customerDocuments.visibleToCustomer,
    })
    .from(customerDocuments)
    .where(eq(customerDocuments.id, documentId))
    .for('no key update');
  return found(row);
}
