import { z } from 'zod';

/** The issuer and the receiver of a document, as stored with the receipt on the day it is issued. */
export const IssuedParties = z.object({
  /** The number under which it was issued; missing in receipts of an earlier version. */
  customerId: z.number().int().positive().optional(),
  operatorName: z.string(),
  supportContact: z.string(),
  customerName: z.string(),
  /** Lines of the billing address, else of the first known address. */
  customerAddress: z.array(z.string()),
  currency: z.string(),
  timeZone: z.string(),
  locale: z.string(),
});
export type IssuedParties = z.infer<typeof IssuedParties>;

export type PaperParties = IssuedParties & { customerId: number };

/** Formats a receipt number: sequential without gaps, at least six digits. */
export function receiptNumberText(receiptNumber: number): string {
  return `R-${String(receiptNumber).padStart(6, '0')}`;
}

/** Formats a statement number: one per customer and month, so it has no gaps either. `month` is `YYYY-MM`. */
export function statementNumberText(customerId: number, month: string): string {
  return `S-${customerId}-${month.replace('-', '')}`;
}

export function isMonth(text: string): boolean {
  return /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(text);
}

/** Returns the month after `YYYY-MM`. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
