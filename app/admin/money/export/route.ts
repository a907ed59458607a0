import type { NextRequest } from 'next/server';
import { findCtx } from '@/app/_auth/session';
import { csvResponse } from '@/app/_operator/csv-response';
import { getOperatorFormats } from '@/app/_operator/operator';
import { readTableQuery } from '@/app/_tables/table-query';
import { recordExport } from '@/lib/customers/record-export';
import { can } from '@/lib/identity/rules';
import { streamTopUps, type TopUpListItem } from '@/lib/payments/all/queries';
import { topUpSpec, toTopUpQuery } from '../_parts/top-up-table';

export const dynamic = 'force-dynamic';

const columns = [
  'id',
  'customer_id',
  'customer',
  'amount',
  'fee',
  'went_back',
  'currency',
  'status',
  'receipt',
  'created_at',
  'paid_at',
];

/** The top-ups as they are filtered, as CSV; rows leave as they are read. */
export async function GET(request: NextRequest): Promise<Response> {
  const ctx = await findCtx();
  if (!ctx) return new Response('Sign in first.', { status: 401 });
  const { actor } = ctx;
  const isAllowed =
    actor.kind === 'staff' && can(actor.role, 'export') && can(actor.role, 'payments.read');
  if (!isAllowed) return new Response('Forbidden.', { status: 403 });
  const { searchParams } = request.nextUrl;
  const found = streamTopUps(ctx, await toTopUpQuery(readTableQuery(topUpSpec, searchParams)));
  await recordExport(ctx, { list: 'top-ups', query: searchParams.toString() });
  const f = await getOperatorFormats();
  async function* rows() {
    for await (const row of found) yield lineOf(row, f.moneyInput);
  }
  return csvResponse({ columns, rows: rows(), fileName: 'top-ups.csv' });
}

function lineOf(row: TopUpListItem, plain: (minor: bigint) => string): unknown[] {
  return [
    row.id,
    row.customerId,
    row.customerName,
    plain(row.amountMinor),
    row.feeMinor === null ? '' : plain(row.feeMinor),
    plain(row.clawedMinor),
    row.currency,
    row.status,
    row.receiptNumber,
    row.createdAt.toISOString(),
    row.paidAt?.toISOString(),
  ];
}
