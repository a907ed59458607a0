import 'server-only';
import { Text, View } from '@react-pdf/renderer';
import type { Statement, StatementLine } from '@/lib/payments/receipt/queries';
import { Paper, paperStyles as styles } from './paper';
import { contactOf } from './receipt-paper';
import { monthText, type PaperWords } from './words';

/** Every movement of one month, with the balance after each. */
export function StatementPaper(props: { statement: Statement; words: PaperWords; now: Date }) {
  const { statement, words } = props;
  const { t, f, language } = words;
  return (
    <Paper
      parties={statement}
      title={t('statement.title', { month: monthText(words, statement.month) })}
      language={language}
      customerLabel={t('receipt.customer', { id: statement.customerId })}
      facts={[
        { label: t('statement.number'), value: statement.number },
        { label: t('statement.made'), value: f.dateTime(props.now) },
        { label: t('statement.opening'), value: f.money(statement.openingMinor) },
        { label: t('statement.closing'), value: f.money(statement.closingMinor) },
      ]}
      foot={contactOf(statement, words)}
    >
      <View style={styles.headRow} fixed>
        <Text style={{ width: 92 }}>{t('statement.date')}</Text>
        <Text style={styles.wide}>{t('statement.kind')}</Text>
        <Text style={styles.number}>{t('statement.amount')}</Text>
        <Text style={styles.number}>{t('statement.tax')}</Text>
        <Text style={styles.number}>{t('statement.balance')}</Text>
      </View>
      {statement.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is written once and never changes
        <Line key={index} line={line} words={words} />
      ))}
      {statement.lines.length === 0 ? (
        <Text style={styles.note}>{t('statement.empty')}</Text>
      ) : null}
    </Paper>
  );
}

function Line({ line, words: { t, f } }: { line: StatementLine; words: PaperWords }) {
  const isPostpaid = line.account === 'postpaid';
  const what = [t(`kind.${line.kind}`), line.text].filter((part) => part !== '').join(' · ');
  return (
    <View style={styles.row} wrap={false}>
      <Text style={{ width: 92 }}>{f.dateTime(line.at)}</Text>
      <Text style={styles.wide}>{isPostpaid ? `${what} (${t('statement.postpaid')})` : what}</Text>
      <Text style={styles.number}>{f.moneySigned(line.amountMinor)}</Text>
      <Text style={styles.number}>{line.taxMinor === 0n ? '' : f.moneySigned(line.taxMinor)}</Text>
      <Text style={styles.number}>{f.money(line.balanceAfterMinor)}</Text>
    </View>
  );
}
