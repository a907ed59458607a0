import 'server-only';
import { Text, View } from '@react-pdf/renderer';
import type { Receipt } from '@/lib/screens/shared/papers';
import { Paper, paperStyles as styles } from './paper';
import type { PaperWords } from './words';

/** The receipt of one payment. */
export function ReceiptPaper({ receipt, words }: { receipt: Receipt; words: PaperWords }) {
  const { t, f, language } = words;
  return (
    <Paper
      parties={receipt}
      title={t('receipt.title')}
      language={language}
      customerLabel={t('receipt.customer', { id: receipt.customerId })}
      facts={[
        { label: t('receipt.number'), value: receipt.number },
        { label: t('receipt.paidAt'), value: f.dateTime(receipt.paidAt) },
      ]}
      foot={contactOf(receipt, words)}
      sheets={[{ key: 'receipt', content: <ReceiptLines receipt={receipt} words={words} /> }]}
    />
  );
}

function ReceiptLines({ receipt, words: { t, f } }: { receipt: Receipt; words: PaperWords }) {
  const { currency } = receipt.amount;
  const amount = f.money(receipt.amount);
  return (
    <>
      <View style={styles.headRow}>
        <Text style={styles.wide}>{t('receipt.description')}</Text>
        <Text style={styles.number}>{t('receipt.amount')}</Text>
      </View>
      <Line label={receipt.description} value={amount} />
      <Line label={t('receipt.total')} value={amount} isStrong />
      {receipt.refundedMinor > 0n ? (
        <Line
          label={t('receipt.refunded')}
          value={f.money({ minor: -receipt.refundedMinor, currency })}
        />
      ) : null}
      <Text style={styles.note}>{t('receipt.credit')}</Text>
    </>
  );
}

function Line({ label, value, isStrong }: { label: string; value: string; isStrong?: boolean }) {
  return (
    <View style={isStrong ? { ...styles.row, ...styles.strong } : styles.row}>
      <Text style={styles.wide}>{label}</Text>
      <Text style={styles.number}>{value}</Text>
    </View>
  );
}

export function contactOf(
  parties: { supportContact: string; operatorName: string },
  { t }: PaperWords,
): string {
  const { supportContact: contact, operatorName } = parties;
  return contact === '' ? operatorName : `${operatorName} · ${t('contact', { contact })}`;
}
