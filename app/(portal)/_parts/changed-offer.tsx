import { ComparedOffer } from '@/app/_operator/compared-offer';
import type { ComparedQuotes } from '@/lib/orders/preview-order';
import type { Words } from './words';

type ChangedOfferProps = {
  words: Words;
  compared: ComparedQuotes;
  /** The offer changed while a person was looking; otherwise it was confirmed. */
  isLive: boolean;
};

/** Compares what was seen with the current offer; nothing was bought. */
export function ChangedOffer({ words: { t }, compared, isLive }: ChangedOfferProps) {
  return (
    <ComparedOffer
      compared={compared}
      title={t('sheet.changedTitle')}
      text={t(isLive ? 'sheet.changedLiveText' : 'sheet.changedText')}
      again={t('sheet.againText')}
    />
  );
}
