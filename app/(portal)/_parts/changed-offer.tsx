import { ComparedOffer } from '@/app/_operator/compared-offer';
import type { ComparedQuotes } from '@/lib/orders/preview-order';
import type { Words } from './words';

type ChangedOfferProps = {
  words: Words;
  compared: ComparedQuotes;
};

/** Compares what was confirmed with the current offer; nothing was bought. */
export function ChangedOffer({ words: { t }, compared }: ChangedOfferProps) {
  return (
    <ComparedOffer
      compared={compared}
      title={t('sheet.changedTitle')}
      text={t('sheet.changedText')}
      again={t('sheet.againText')}
    />
  );
}
