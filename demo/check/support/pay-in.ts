import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { creditWallet } from '@/lib/wallet/credit-wallet';

/** Records cash paid at the counter, so that a check starts from a known balance. */
export async function payIn(
  ctx: Ctx,
  input: { customerId: number; amountMinor: bigint },
): Promise<void> {
  await inTransaction(ctx, (tctx) =>
    creditWallet(tctx, {
      ...input,
      causeKey: `demo-check:${newId()}`,
      kind: 'cash',
      fromAccount: 'cash',
      text: 'Paid at the counter',
    }),
  );
}
