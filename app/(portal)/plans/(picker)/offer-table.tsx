import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DatasheetLink, OfferImage } from '@/app/(portal)/_parts/offer-details';
import { capText, dataText, renewalText, validityText } from '@/app/(portal)/_view/offer-words';
import { compareItems } from '@/lib/catalog/rules/compare-items';
import type { ChangeRefusal, Offer } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import { priceText, type Words } from '../../_parts/words';
import { OfferActions } from './offer-actions';

type OfferTableProps = {
  className: string;
  words: Words;
  rows: readonly { offer: Offer; isCurrent: boolean; ownPrice: string | undefined }[];
  subject: PortalService | undefined;
  refusals: ReadonlyMap<number, ChangeRefusal | null> | undefined;
};

type Fact = { id: string; label: string; value: (offer: Offer) => ReactNode };

/**
 * Compares plans: one column per plan, one row per property. Where they do not fit, the columns scroll beside the row
 * headings.
 */
export function OfferTable({ className, words, rows, subject, refusals }: OfferTableProps) {
  const { t } = words;
  const offers = rows.map(({ offer }) => offer);
  const cell = 'border-line border-b px-4 py-3 text-start align-top';
  return (
    <section
      aria-label={t('plans.compare')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable box must be reachable by keyboard.
      tabIndex={0}
      className={cn(
        'overflow-x-auto rounded-lg border border-line bg-surface-raised shadow-card',
        className,
      )}
    >
      <table aria-label={t('plans.compare')} className="w-full border-collapse">
        <thead>
          <tr>
            <td className={cn(cell, QUESTION, 'min-w-24')} />
            {rows.map(({ offer, isCurrent, ownPrice }) => (
              <th key={offer.itemId} scope="col" className={cn(cell, 'min-w-44', mark(isCurrent))}>
                {offer.imageUrl !== null && (
                  <OfferImage src={offer.imageUrl} className="mb-2 h-20 w-full" />
                )}
                <span className="flex flex-wrap items-start justify-between gap-2">
                  <span className="min-w-0 font-semibold text-base [overflow-wrap:anywhere]">
                    {offer.name}
                  </span>
                  {isCurrent && <StatusBadge tone="accent">{t('plans.yours')}</StatusBadge>}
                </span>
                <span className="mt-1 block font-semibold text-lg tabular-nums">
                  {priceText(words, offer.priceMinor, offer.interval)}
                </span>
                {ownPrice !== undefined && (
                  <span className="mt-1 block font-medium">{ownPrice}</span>
                )}
                <span className="mt-1 block text-pretty font-normal text-ink-muted text-xs">
                  {offer.description}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...factsOf(words), ...specificationOf(offers), ...datasheetsOf(words, offers)].map(
            (fact) => (
              <tr key={fact.id}>
                <th scope="row" className={cn(cell, QUESTION, 'font-normal text-ink-muted')}>
                  {fact.label}
                </th>
                {rows.map(({ offer, isCurrent }) => (
                  <td key={offer.itemId} className={cn(cell, mark(isCurrent))}>
                    {fact.value(offer)}
                  </td>
                ))}
              </tr>
            ),
          )}
        </tbody>
        <tfoot>
          <tr>
            <td className={cn('px-4 py-4', QUESTION)} />
            {rows.map(({ offer, isCurrent }) => (
              <td key={offer.itemId} className={cn('px-4 py-4 align-top', mark(isCurrent))}>
                <OfferActions {...{ words, offer, isCurrent, subject, refusals }} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** Row headings stay in view while the plans scroll. */
const QUESTION = 'sticky start-0 z-10 bg-surface-raised max-md:px-3';

/** The specifications of the items, merged by label. */
function specificationOf(offers: readonly Offer[]): Fact[] {
  return compareItems(offers).map(({ label, values }) => ({
    id: `specification ${label}`,
    label,
    value: ({ itemId }) => values.get(itemId) ?? '–',
  }));
}

function datasheetsOf({ t }: Words, offers: readonly Offer[]): Fact[] {
  if (offers.every(({ datasheetUrl }) => datasheetUrl === null)) return [];
  return [
    {
      id: 'datasheet',
      label: t('plans.datasheet'),
      value: ({ name, datasheetUrl }) =>
        datasheetUrl === null ? '–' : <DatasheetLink name={name} href={datasheetUrl} />,
    },
  ];
}

function mark(isCurrent: boolean): string {
  return isCurrent ? 'bg-accent-soft/50' : '';
}

function factsOf(words: Words): Fact[] {
  const { t, f } = words;
  const rate = (bits: bigint | null) => (bits === null ? t('plans.lineSpeed') : f.rate(bits));
  return [
    { id: 'data', label: t('sheet.data'), value: (offer) => dataText(words, offer) },
    { id: 'down', label: t('plans.down'), value: (offer) => rate(offer.downBitsPerSecond) },
    { id: 'up', label: t('plans.up'), value: (offer) => rate(offer.upBitsPerSecond) },
    {
      id: 'cap',
      label: t('plans.whenUsedUp'),
      value: (offer) => capText(words, offer) ?? t('plans.never'),
    },
    { id: 'validity', label: t('plans.lasts'), value: (offer) => validityText(words, offer) },
    {
      id: 'renewal',
      label: t('plans.renewalLabel'),
      value: (offer) => renewalText(words, offer),
    },
    {
      id: 'fee',
      label: t('sheet.line.activation_fee'),
      value: ({ activationFeeMinor }) =>
        activationFeeMinor > 0n ? f.money(activationFeeMinor) : t('plans.noFee'),
    },
  ];
}
