import type { NextRequest } from 'next/server';
import { answerDownload, type Download } from '@/app/_pdf/answer-download';
import { renderPdf } from '@/app/_pdf/render-pdf';
import { writeStatementCsv } from '@/app/_pdf/statement-csv';
import { PAPER_LINES_MAX, StatementPaper } from '@/app/_pdf/statement-paper';
import { getPaperWords, type PaperWords } from '@/app/_pdf/words';
import type { Actor } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { issueStatement } from '@/lib/payments/issue-statement';
import { getStatement, type Statement } from '@/lib/screens/shared/papers';

/**
 * A month's statement (`2026-11`) as PDF, or with `?format=csv` as CSV. Subscribers get their own; staff name the
 * customer with `?customer=`. The first download of a closed month issues its statement.
 */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ month: string }> },
): Promise<Response> {
  const { month } = await params;
  const { searchParams } = request.nextUrl;
  return answerDownload(async (ctx) => {
    const customerId = customerOf(ctx.actor, searchParams.get('customer'));
    await issueStatement(ctx, { customerId, month });
    const statement = await getStatement(ctx, { customerId, month });
    const words = await getPaperWords(statement);
    const isCsv = searchParams.get('format') === 'csv';
    return isCsv ? csvOf(statement, words) : pdfOf(statement, words, ctx.now);
  });
}

function customerOf(actor: Actor, asked: string | null): number {
  if (actor.kind === 'subscriber' && asked === null) return actor.customerId;
  const customerId = Number(asked);
  return found(Number.isSafeInteger(customerId) && customerId > 0 ? customerId : null);
}

function fileNameOf({ number, issuedAt }: Statement, { t }: PaperWords): string {
  return issuedAt === null
    ? t('statement.filePreview', { number })
    : t('statement.file', { number });
}

function csvOf(statement: Statement, words: PaperWords): Download {
  return {
    fileName: `${fileNameOf(statement, words)}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    body: writeStatementCsv(statement, words),
  };
}

async function pdfOf(statement: Statement, words: PaperWords, now: Date): Promise<Download> {
  if (statement.lines.length > PAPER_LINES_MAX) refuse('limit', 'statement_too_long');
  return {
    fileName: `${fileNameOf(statement, words)}.pdf`,
    mediaType: 'application/pdf',
    body: await renderPdf(<StatementPaper statement={statement} words={words} now={now} />),
  };
}
