import { z } from 'zod';
import { customerNotes } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockOpenCustomer } from './lock-customer';

export const AddNote = z.object({
  customerId: z.number().int().positive(),
  text: z.string().trim().min(1, 'field_required').max(4_000, 'field_too_long'),
});
export type AddNote = z.infer<typeof AddNote>;

/** Adds a note to a customer. Notes are only visible to staff. */
export async function addNote(ctx: Ctx, input: AddNote): Promise<{ noteId: number }> {
  const { userId } = requireStaff(ctx, 'customers.write');
  const { customerId, text } = AddNote.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const [row] = await tctx.tx
      .insert(customerNotes)
      .values({ customerId, text, authorUserId: userId, createdAt: ctx.now })
      .returning({ id: customerNotes.id });
    if (!row) throw new Error('customer_notes: the insert returned nothing');
    // The text is left out: a note can be deleted, the audit log cannot.
    await recordAudit(tctx, {
      action: 'customer.note.add',
      subject: { kind: 'note', id: row.id },
      customerId,
    });
    return { noteId: row.id };
  });
}
