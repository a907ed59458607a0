import { inArray, sql } from 'drizzle-orm';
import { statements, topUpRefunds, topUps } from '@/db/schema/payments';
import type { TxCtx } from '@/lib/context';

/**
 * Removes the payer from payments and issued statements; amounts, dates and Stripe ids stay. Applied Stripe events keep only their
 * id and type.
 */
export async function forgetPayers(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  const ids = [...customerIds];
  // Like a receipt, a statement stays as the operator issued it, without the person.
  await ctx.tx
    .update(statements)
    .set({ parties: sql`${statements.parties} - 'customerName' - 'customerAddress'` })
    .where(inArray(statements.customerId, ids));
  const paid = await ctx.tx
    .update(topUps)
    .set({
      ...{ payerEmail: null, checkoutUrl: null },
      receiptParties: sql`${topUps.receiptParties} - 'customerName' - 'customerAddress'`,
      ...{ instructionsUrl: null, instructionsReference: null },
    })
    .where(inArray(topUps.customerId, ids))
    .returning({
      ...{ id: topUps.id, session: topUps.checkoutSessionId },
      ...{ intent: topUps.paymentIntentId, charge: topUps.chargeId },
    });
  if (paid.length === 0) return;
  await ctx.tx
    .update(topUpRefunds)
    .set({ reason: '' })
    .where(
      inArray(
        topUpRefunds.topUpId,
        paid.map(({ id }) => id),
      ),
    );
  const known = paid.flatMap(({ session, intent, charge }) =>
    [session, intent, charge].filter((id) => id !== null),
  );
  if (known.length === 0) return;
  await ctx.tx.execute(sql`
    update stripe_events e
    set payload = jsonb_build_object('id', e.id, 'type', e.type, 'erased', true)
    from (select payload #> '{data,object}' as object, id from stripe_events) told
    where told.id = e.id and e.applied_at is not null and (
      told.object ->> 'id' in ${known} or told.object ->> 'payment_intent' in ${known}
      or told.object ->> 'charge' in ${known})`);
}
