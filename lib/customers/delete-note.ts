import { eq } from 'drizzle-orm';
import { customerNotes } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';

/** Deletes a note permanently. */
export async function deleteNote(ctx: Ctx, { noteId }: { noteId: number }): Promise<void> {
  requireStaff(ctx, 'customers.write');
  await inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .delete(customerNotes)
      .where(eq(customerNotes.id, noteId))
      .returning({ customerId: customerNotes.customerId });
    await recordAudit(tctx, {
      action: 'customer.note.delete',
      subject: { kind: 'note', id: noteId },
      customerId: found(row).customerId,
    });
  });
}
