import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Offer } from '@/lib/catalog/portal/queries';
import type { PortalService } from '@/lib/services/portal/queries';
import { priceText, type Words } from '../../_parts/words';
import { OfferActions } from './offer-actions';
import { capText, dataText, renewalText, validityText } from './offer-words';

interface OfferTableProps {
  words: Words;
  rows: readonly { offer: Offer; isCurrent: boolean }[];
  subject: PortalService | undefined;
}

type Fact = { id: string; label: string; value: (offer: Offer) => ReactNode };

/** Plans side by side: a column each, a row for every question. */
export function OfferTable({ words, rows, subject }: OfferTableProps) {
  const { t } = words;
  const cell = 'border-line border-b px-4 py-3 text-start align-top';
  return (
    <section
      aria-label={t('plans.compare')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="hidden overflow-x-auto rounded-lg border border-line bg-surface-raised shadow-card md:block"
    >
      <table aria-label={t('plans.compare')} className="w-full border-collapse">
        <thead>
          <tr>
            <td className={cn(cell, 'w-32')} />
            {rows.map(({ offer, isCurrent }) => (
              <th key={offer.itemId} scope="col" className={cn(cell, 'min-w-44', mark(isCurrent))}>
                <span className="flex flex-wrap items-start justify-between gap-2">
                  <span className="min-w-0 font-semibold text-base [overflow-wrap:anywhere]">
                    {offer.name}
                  </span>
                  {isCurrent && <StatusBadge tone="accent">{t('plans.yours')}</StatusBadge>}
                </span>
                <span className="mt-1 block font-semibold text-lg tabular-nums">
                  {priceText(words, offer.priceMinor, offer.interval)}
                </span>
                <span className="mt-1 block text-pretty font-normal text-ink-muted text-xs">
                  {offer.description}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {factsOf(words).map((fact) => (
            <tr key={fact.id}>
              <th scope="row" className={cn(cell, 'font-normal text-ink-muted')}>
                {fact.label}
              </th>
              {rows.map(({ offer, isCurrent }) => (
                <td key={offer.itemId} className={cn(cell, mark(isCurrent))}>
                  {fact.value(offer)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td className="px-4 py-4" />
            {rows.map(({ offer, isCurrent }) => (
              <td key={offer.itemId} className={cn('px-4 py-4 align-top', mark(isCurrent))}>
                <OfferActions {...{ words, offer, isCurrent, subject }} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
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
