import type { TxCtx } from '@/lib/context';
import { type ChargeResult, type ChargeWallet, chargeWallet } from '@/lib/wallet/charge-wallet';
import { amountsOf, type ChargedLine, type PricedLine, totalsOf } from './rules';
import { savePrice } from './save-price';
import { insertLines, type NewChargeLine } from './store';

export type ChargeForLines = Omit<ChargeWallet, 'grossMinor' | 'taxMinor' | 'feeNetMinor'> & {
  serviceId: number;
  /** What the customer pays for, the main thing first. */
  lines: readonly ChargedLine[];
  orderId?: string;
};

/**
 * Charges what the lines add up to, and records them with the transfers in the caller's transaction. With too little
 * credit, or on a repeat, nothing is written. The row of a period is its line, so the caller writes that.
 */
export async function chargeForLines(
  ctx: TxCtx,
  { lines, orderId, ...charge }: ChargeForLines,
): Promise<ChargeResult> {
  const result = await chargeWallet(ctx, { ...charge, ...totalsOf(lines) });
  if (result.kind !== 'charged') return result;
  const rows: NewChargeLine[] = [];
  for (const line of lines) {
    if (line.what === 'period' || amountsOf(line).grossMinor === 0n) continue;
    rows.push(await toRow(ctx, line, { charge, result, orderId }));
  }
  await insertLines(ctx, rows);
  return result;
}

async function toRow(
  ctx: TxCtx,
  line: PricedLine,
  {
    charge,
    result,
    orderId,
  }: { charge: Omit<ChargeForLines, 'lines'>; result: ChargeResult; orderId: string | undefined },
): Promise<NewChargeLine> {
  const { netMinor, taxMinor } = line.price;
  return {
    causeKey: charge.causeKey,
    what: line.what,
    accountId: result.accountId,
    customerId: charge.customerId,
    serviceId: charge.serviceId,
    orderId: orderId ?? null,
    priceId: await savePrice(ctx, line),
    startsAt: line.startsAt ?? null,
    endsAt: line.endsAt ?? null,
    netMinor,
    taxMinor,
  };
}
