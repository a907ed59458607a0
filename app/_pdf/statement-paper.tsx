import 'server-only';
import { StyleSheet, Text, View } from '@react-pdf/renderer';
import { lineText } from '@/app/_operator/line-words';
import type { Statement, StatementLine } from '@/lib/screens/shared/papers';
import { Paper, paperStyles } from './paper';
import { contactOf } from './receipt-paper';
import { monthText, type PaperWords } from './words';

/** Laying out a sheet takes about a tenth of a second, during which the server does nothing else. */
export const PAPER_LINES_MAX = 600;

/** Rows are one line high, and their details half of that, so this many always fit. */
const LINES_ON_FIRST_SHEET = 18;
const LINES_ON_SHEET = 26;

const styles = StyleSheet.create({
  ...paperStyles,
  date: { width: 104, maxLines: 1 },
  what: { flex: 1, maxLines: 1, textOverflow: 'ellipsis' },
  number: { width: 70, textAlign: 'right', maxLines: 1 },
  detail: { fontSize: 8, color: '#4a5361', maxLines: 1, textOverflow: 'ellipsis' },
});

/** Every movement of one month, with the balance after each. */
export function StatementPaper(props: { statement: Statement; words: PaperWords; now: Date }) {
  const { statement, words } = props;
  const { t, f, language } = words;
  const { issuedAt } = statement;
  const month = monthText(words, statement.month);
  return (
    <Paper
      parties={statement}
      title={issuedAt ? t('statement.title', { month }) : t('statement.titlePreview', { month })}
      language={language}
      customerLabel={t('receipt.customer', { id: statement.customerId })}
      facts={[
        { label: t('statement.number'), value: statement.number },
        issuedAt
          ? { label: t('statement.issued'), value: f.dateTime(issuedAt) }
          : { label: t('statement.made'), value: f.dateTime(props.now) },
        { label: t('statement.opening'), value: f.money(statement.openingMinor) },
        { label: t('statement.closing'), value: f.money(statement.closingMinor) },
      ]}
      foot={contactOf(statement, words)}
      sheets={inSheets(statement.lines).map((lines, index) => ({
        key: String(index),
        content: <Lines lines={lines} words={words} />,
      }))}
    />
  );
}

/** At least one sheet, so that a month without movements still yields a document. */
function inSheets(lines: readonly StatementLine[]): StatementLine[][] {
  const sheets: StatementLine[][] = [[]];
  let left = LINES_ON_FIRST_SHEET;
  for (const line of lines) {
    const height = 1 + line.parts.length / 2;
    if (height > left) {
      sheets.push([]);
      left = LINES_ON_SHEET;
    }
    sheets.at(-1)?.push(line);
    left -= height;
  }
  return sheets;
}

function Lines({ lines, words }: { lines: StatementLine[]; words: PaperWords }) {
  const { t } = words;
  if (lines.length === 0) return <Text style={styles.note}>{t('statement.empty')}</Text>;
  return (
    <>
      <View style={styles.headRow}>
        <Text style={styles.date}>{t('statement.date')}</Text>
        <Text style={styles.what}>{t('statement.kind')}</Text>
        <Text style={styles.number}>{t('statement.amount')}</Text>
        <Text style={styles.number}>{t('statement.tax')}</Text>
        <Text style={styles.number}>{t('statement.balance')}</Text>
      </View>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is rendered once and never changes
        <Line key={index} line={line} words={words} />
      ))}
    </>
  );
}

function Line({ line, words: { t, f, lines } }: { line: StatementLine; words: PaperWords }) {
  const isPostpaid = line.account === 'postpaid';
  const what = [t(`kind.${line.kind}`), line.text].filter((part) => part !== '').join(' · ');
  return (
    <View>
      <View style={styles.row}>
        <Text style={styles.date}>{f.dateTime(line.at)}</Text>
        <Text style={styles.what}>{isPostpaid ? `${t('statement.postpaid')}: ${what}` : what}</Text>
        <Text style={styles.number}>{f.moneySigned(line.amountMinor)}</Text>
        <Text style={styles.number}>
          {line.taxMinor === 0n ? '' : f.moneySigned(line.taxMinor)}
        </Text>
        <Text style={styles.number}>{f.money(line.balanceAfterMinor)}</Text>
      </View>
      {line.parts.map((part) => (
        <Text key={part.what} style={styles.detail}>
          {lineText({ t: lines, f }, part)}
        </Text>
      ))}
    </View>
  );
}
