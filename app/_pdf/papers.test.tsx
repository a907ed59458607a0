import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import type { Receipt, Statement, StatementLine } from '@/lib/screens/shared/papers';
import lines from '@/messages/en/lines.json';
import papers from '@/messages/en/papers.json';
import { ReceiptPaper } from './receipt-paper';
import { renderPdf } from './render-pdf';
import { writeStatementCsv } from './statement-csv';
import { StatementPaper } from './statement-paper';
import type { PaperWords } from './words';

const words: PaperWords = {
  // The same translator as on the server, with the same words.
  t: createTranslator({
    locale: 'en',
    messages: { papers },
    namespace: 'papers',
  }) as PaperWords['t'],
  lines: createTranslator({
    locale: 'en',
    messages: { lines },
    namespace: 'lines',
  }) as PaperWords['lines'],
  f: getFormats({ currency: 'EUR', timeZone: 'Europe/Berlin', locale: 'en' }),
  language: 'en',
};
const at = new Date('2031-11-21T10:02:00Z');
const parties = {
  operatorName: 'Harbour Net',
  supportContact: 'help@harbour.test',
  customerId: 12,
  customerName: 'Zoë Ångström-Şahin Ελένη Иван',
  customerAddress: ['1 Quay', '12345 Port'],
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  locale: 'en',
};
const line: StatementLine = {
  at,
  account: 'wallet',
  kind: 'period',
  text: '=HYPERLINK("http://x")',
  amountMinor: -595n,
  taxMinor: -95n,
  balanceAfterMinor: 405n,
  parts: [
    {
      causeKey: 'period:1:1',
      what: 'period',
      startsAt: at,
      endsAt: new Date('2031-12-21T10:02:00Z'),
      ...{ netMinor: 500n, taxMinor: 95n, grossMinor: 595n, share: null },
      price: {
        ...{ quantity: 3, unitPriceMinor: 220n, isCustom: false, listMinor: 660n },
        discounts: [{ kind: 'percent', percentPpm: 100_000, worthMinor: 65n }],
        ...{ taxRatePpm: 190_000, taxMode: 'inclusive', grossMinor: 595n },
      },
    },
  ],
};
const statement: Statement = {
  ...parties,
  number: 'S-12-203111',
  issuedAt: null,
  month: '2031-11',
  lines: [line],
  openingMinor: 1_000n,
  closingMinor: 405n,
};

function startsAsPdf(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, 5)).toString('latin1') === '%PDF-';
}

describe('papers', () => {
  test('a receipt becomes a PDF with its own fonts, in Latin, Greek and Cyrillic', async () => {
    const receipt: Receipt = {
      ...parties,
      topUpId: 'x',
      number: 'R-000012',
      paidAt: at,
      amount: { minor: 1_000n, currency: 'EUR' },
      description: 'Top-up ₹ € ₦',
      refundedMinor: 200n,
    };
    const file = await renderPdf(ReceiptPaper({ receipt, words }));
    expect(startsAsPdf(file)).toBe(true);
    const text = Buffer.from(file).toString('latin1');
    expect(text).toContain('Inter');
    expect(text).not.toContain('Helvetica');
  });

  test('a statement of many lines becomes a PDF of several pages', async () => {
    const long = { ...statement, lines: Array.from({ length: 60 }, () => line) };
    const file = await renderPdf(StatementPaper({ statement: long, words, now: at }));
    const pages =
      Buffer.from(file)
        .toString('latin1')
        .match(/\/Type \/Page\b/g) ?? [];
    expect(pages).toHaveLength(4);
  });

  test('the CSV of a statement has plain amounts and no formula', () => {
    const [header, row] = writeStatementCsv(statement, words).trim().split('\n');
    expect(header).toContain('Amount EUR');
    expect(row).toBe(
      `2031-11-21T10:02:00.000Z,Credit,Period,"'=HYPERLINK(""http://x"")",-5.95,-0.95,4.05,"3 × €2.20, 10% discount -€0.65, including 19% tax €0.95, Nov 21 – Dec 21"`,
    );
  });
});
