import 'server-only';
import { Document, Page, StyleSheet, Text, View } from '@react-pdf/renderer';
import type { ReactNode } from 'react';
import type { PaperParties } from '@/lib/payments/rules/receipt';
import { fontFamily } from './fonts';

export const paperStyles = StyleSheet.create({
  page: { padding: '48 48 64 48', fontFamily, fontSize: 10, lineHeight: 1.45, color: '#14181f' },
  head: { flexDirection: 'row', justifyContent: 'space-between', marginBottom: 28 },
  operator: { fontSize: 13, fontWeight: 600 },
  title: { fontSize: 18, fontWeight: 600, lineHeight: 1.2, marginBottom: 14 },
  quiet: { color: '#4a5361' },
  strong: { fontWeight: 600 },
  facts: { marginBottom: 20 },
  fact: { flexDirection: 'row', gap: 12 },
  factLabel: { width: 90, color: '#4a5361' },
  row: { flexDirection: 'row', gap: 10, paddingVertical: 5, borderTop: '0.5 solid #d9dde3' },
  headRow: { flexDirection: 'row', gap: 10, paddingVertical: 5, color: '#4a5361' },
  wide: { flex: 1 },
  number: { width: 78, textAlign: 'right' },
  note: { marginTop: 20, color: '#4a5361', fontSize: 9 },
  foot: { position: 'absolute', bottom: 30, left: 48, right: 48, fontSize: 8, color: '#4a5361' },
});

type PaperProps = {
  parties: PaperParties;
  title: string;
  language: string;
  customerLabel: string;
  facts: { label: string; value: string }[];
  foot: string;
  /** Content of each sheet, paginated by the caller because measuring page breaks takes seconds. */
  sheets: { key: string; content: ReactNode }[];
};

/** A document: issuer, recipient and facts on its first sheet, contact details at the foot of each. */
export function Paper(props: PaperProps) {
  const { parties, title, sheets } = props;
  return (
    <Document title={title} author={parties.operatorName} language={props.language}>
      {sheets.map(({ key, content }, index) => (
        <Page key={key} size="A4" style={paperStyles.page} wrap={false}>
          {index === 0 ? <PaperHead {...props} /> : null}
          {content}
          <Text style={paperStyles.foot}>
            {sheets.length === 1 ? props.foot : `${props.foot} · ${index + 1} / ${sheets.length}`}
          </Text>
        </Page>
      ))}
    </Document>
  );
}

function PaperHead({ parties, title, facts, customerLabel }: PaperProps) {
  return (
    <>
      <View style={paperStyles.head}>
        <Text style={paperStyles.operator}>{parties.operatorName}</Text>
        <View>
          <Text style={paperStyles.strong}>{parties.customerName}</Text>
          {parties.customerAddress.map((line) => (
            <Text key={line}>{line}</Text>
          ))}
          <Text style={paperStyles.quiet}>{customerLabel}</Text>
        </View>
      </View>
      <Text style={paperStyles.title}>{title}</Text>
      <View style={paperStyles.facts}>
        {facts.map(({ label, value }) => (
          <View key={label} style={paperStyles.fact}>
            <Text style={paperStyles.factLabel}>{label}</Text>
            <Text>{value}</Text>
          </View>
        ))}
      </View>
    </>
  );
}
