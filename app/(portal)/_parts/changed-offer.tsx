import { SimpleTable } from '@/app/_tables/simple-table';
import { Callout } from '@/app/_ui/callout';
import { changedParts } from '@/lib/orders/rules/promise';
import type { Quote } from '@/lib/orders/rules/quote';
import { bringsOf, costsOf, furtherOf } from './quote-facts';
import type { Words } from './words';

interface ChangedOfferProps {
  words: Words;
  was: Quote;
  now: Quote;
  isShort: boolean;
}

/** What was confirmed and what the offer is now, side by side; nothing was bought. */
export function ChangedOffer({ words, was, now, isShort }: ChangedOfferProps) {
  const { t } = words;
  if (changedParts(was, now).length === 0)
    return <Callout tone="warning" title={t('sheet.againText')} />;
  const rows = changedRows({ words, was, now, isShort });
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
          { id: 'what', header: t('sheet.what'), cell: ({ label }) => label },
          { id: 'was', header: t('sheet.was'), cell: (row) => row.was },
          { id: 'now', header: t('sheet.now'), cell: (row) => <strong>{row.now}</strong> },
        ]}
      />
    </section>
  );
}

function changedRows({ words, was, now, isShort }: ChangedOfferProps) {
  const { t } = words;
  const factsOf = (quote: Quote) => [
    ...costsOf(words, quote),
    ...bringsOf(words, quote, { isShort }),
    ...furtherOf(words, quote),
  ];
  const [before, after] = [factsOf(was), factsOf(now)];
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  const rows = ids.flatMap((id) => {
    const [old, fresh] = [before, after].map((facts) => facts.find((fact) => fact.id === id));
    if (old?.value === fresh?.value && old?.label === fresh?.label) return [];
    const none = t('sheet.none');
    const label = fresh?.label ?? old?.label;
    return [{ id, label, was: old?.value ?? none, now: fresh?.value ?? none }];
  });
  if (rows.length > 0) return rows;
  // What changed has no words of its own here: that it did must still be said.
  const [asSeen, changed] = [t('sheet.otherWas'), t('sheet.otherNow')];
  return [{ id: 'other', label: t('sheet.other'), was: asSeen, now: changed }];
}
