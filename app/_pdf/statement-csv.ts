import 'server-only';
import { stringify } from 'csv-stringify/sync';
import { lineText } from '@/app/_operator/line-words';
import { currencyExponent, toDecimalString } from '@/lib/kit/money';
import type { Statement } from '@/lib/screens/shared/papers';
import type { PaperWords } from './words';

/** Writes the same lines for a spreadsheet: instants in UTC, plain decimals, texts that cannot become formulas. */
export function writeStatementCsv(
  { lines, currency }: Statement,
  { t, f, lines: words }: PaperWords,
): string {
  const exponent = currencyExponent(currency);
  const decimal = (minor: bigint) => toDecimalString(minor, exponent);
  const header = [
    t('statement.date'),
    t('statement.account'),
    t('statement.kind'),
    t('statement.text'),
    `${t('statement.amount')} ${currency}`,
    `${t('statement.tax')} ${currency}`,
    `${t('statement.balance')} ${currency}`,
    t('statement.parts'),
  ];
  const amounts = (minor: readonly bigint[]) => minor.map((each) => new Decimal(decimal(each)));
  const rows = lines.map((line) => [
    line.at.toISOString(),
    t(`statement.${line.account}`),
    t(`kind.${line.kind}`),
    line.text,
    ...amounts([line.amountMinor, line.taxMinor, line.balanceAfterMinor]),
    line.parts.map((part) => lineText({ t: words, f }, part)).join('; '),
  ]);
  return stringify([header, ...rows], {
    bom: true,
    escape_formulas: true,
    cast: { object: (value) => ({ value: String(value), escape_formulas: false }) },
  });
}

/** A negative amount starts with a minus, which alone does not make it a formula. */
class Decimal {
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}
