import { SimpleTable } from '@/app/_tables/simple-table';
import { Callout } from '@/app/_ui/callout';
import type { ComparedQuotes } from '@/lib/orders/preview-order';
import { changedParts } from '@/lib/orders/rules/promise';
import { offerRows } from './offer-rows';
import { type ComparedLine, getTermWords } from './plan-term-words';

type ComparedOfferProps = {
  compared: ComparedQuotes;
  title: string;
  /** What it means for the reader; omitted where the page has said so. */
  text?: string;
  /** Said where the offer is the same and only the sheet is too old. */
  again: string;
};

/** What an earlier sheet promised and what the offer is now, side by side. */
export async function ComparedOffer({ compared, title, text, again }: ComparedOfferProps) {
  if (changedParts(compared.was, compared.now).length === 0)
    return <Callout tone="warning" title={again} />;
  const words = await getTermWords();
  const { t } = words;
  return (
    // Beside the callout, not inside it: on a phone its padding would wrap amounts.
    <section aria-label={title} className="flex flex-col gap-3">
      {text !== undefined && (
        <Callout tone="warning" title={title}>
          {text}
        </Callout>
      )}
      <SimpleTable<ComparedLine>
        label={title}
        rows={offerRows(words, compared)}
        rowId={({ id }) => id}
        columns={[
          { id: 'what', header: t('what'), role: 'title', cell: ({ label }) => label },
          { id: 'was', header: t('was'), cell: (row) => <Said text={row.was} /> },
          {
            id: 'now',
            header: t('offer.now'),
            cell: (row) => (
              <strong>
                <Said text={row.now} />
              </strong>
            ),
          },
        ]}
      />
    </section>
  );
}

/** A plan's description may have several lines and very long words. */
function Said({ text }: { text: string }) {
  return <span className="whitespace-pre-line [overflow-wrap:anywhere]">{text}</span>;
}
