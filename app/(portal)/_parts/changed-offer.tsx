import type { ReactNode } from 'react';
import { comparedLines, getTermWords } from '@/app/_operator/plan-term-words';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Callout } from '@/app/_ui/callout';
import { changedParts } from '@/lib/orders/rules/promise';
import type { Quote } from '@/lib/orders/rules/quote';
import { besidesPlanOf, costsOf, replacedOf } from '../_view/quote-facts';
import type { Words } from './words';

type ChangedOfferProps = {
  words: Words;
  was: Quote;
  now: Quote;
  isShort: boolean;
  hasData: boolean;
};

type ChangedRow = { id: string; label: ReactNode; was: ReactNode; now: ReactNode };

/** Compares what was confirmed with the current offer; nothing was bought. */
export async function ChangedOffer(offer: ChangedOfferProps) {
  const { words, was, now } = offer;
  const { t } = words;
  const parts = changedParts(was, now);
  if (parts.length === 0) return <Callout tone="warning" title={t('sheet.againText')} />;
  const terms = comparedLines(await getTermWords(), was.plan, now.plan);
  const rows: ChangedRow[] = [...changedRows(offer), ...terms];
  if (parts.includes('words'))
    rows.push({
      id: 'words',
      label: t('sheet.words'),
      was: t('sheet.wordsWas'),
      now: t('sheet.wordsNow'),
    });
  // The change has no row of its own, but must still be reported.
  if (rows.length === 0)
    rows.push({
      id: 'other',
      label: t('sheet.other'),
      was: t('sheet.otherWas'),
      now: t('sheet.otherNow'),
    });
  return (
    <section aria-label={t('sheet.changedTitle')} className="flex flex-col gap-3">
      <Callout tone="warning" title={t('sheet.changedTitle')}>
        {t('sheet.changedText')}
      </Callout>
      <SimpleTable
        label={t('sheet.changedTitle')}
        rows={rows}
        rowId={({ id }) => id}
        columns={[
          { id: 'what', header: t('sheet.what'), role: 'title', cell: ({ label }) => label },
          { id: 'was', header: t('sheet.was'), cell: (row) => row.was },
          { id: 'now', header: t('sheet.now'), cell: (row) => <strong>{row.now}</strong> },
        ]}
      />
    </section>
  );
}

/** Texts for a value that one of the two does not have. */
const noneKeys: Record<string, 'sheet.noEnd' | 'sheet.nextNone'> = {
  lastDay: 'sheet.noEnd',
  until: 'sheet.noEnd',
  next: 'sheet.nextNone',
};

function changedRows({ words, was, now, ...paying }: ChangedOfferProps): ChangedRow[] {
  const { t } = words;
  const factsOf = (quote: Quote) => [
    ...costsOf(words, quote),
    ...besidesPlanOf(words, quote, paying),
    ...replacedOf(words, quote),
  ];
  const [before, after] = [factsOf(was), factsOf(now)];
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [old, fresh] = [before, after].map((facts) => facts.find((fact) => fact.id === id));
    if (old?.value === fresh?.value && old?.label === fresh?.label) return [];
    const none = t(noneKeys[id] ?? 'sheet.none');
    const label = fresh?.label ?? old?.label;
    return [{ id, label, was: old?.value ?? none, now: fresh?.value ?? none }];
  });
}
