import { getOperator } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import type { PlaceView } from '@/lib/screens/portal/place';
import { PlaceForm } from '../_form/place-form';
import { getWords } from './words';

/** Warns on the sheet of any other item that no plan can be had, because the item may be of use only with one. */
export async function NoPlanNotice() {
  const [{ t }, { supportContact }] = await Promise.all([getWords(), getOperator()]);
  return (
    <Callout tone="warning" title={t('place.noneTitle')}>
      {t('place.itemText', { contact: supportContact || 'none' })}
    </Callout>
  );
}

/** Warns on the sheet of a plan that it starts only once the network equipment can be reached. */
export async function AwayNotice() {
  const { t } = await getWords();
  return (
    <Callout tone="warning" title={t('place.awayTitle')}>
      {t('place.awayText')}
    </Callout>
  );
}

/** Tells the customer why plans cannot start at once at their site; renders nothing where they can. */
export async function PlaceNotice({ place }: { place: PlaceView }) {
  const [{ t }, { supportContact }] = await Promise.all([getWords(), getOperator()]);
  if (place.kind === 'served') return null;
  if (place.kind === 'ask') return <PlaceForm sites={place.sites} />;
  const contact = supportContact || 'none';
  return place.kind === 'ahead' ? (
    <Callout title={t('place.aheadTitle')}>{t('place.aheadText')}</Callout>
  ) : (
    <Callout tone="warning" title={t('place.noneTitle')}>
      {t('place.noneText', { contact })}
    </Callout>
  );
}
