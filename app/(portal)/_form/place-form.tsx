import { SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Card } from '@/app/_ui/card';
import type { PlaceView } from '@/lib/screens/portal/place';
import { chooseSite } from '../_parts/actions';
import { getWords } from '../_parts/words';

/** Asks for the customer's site while plans cannot be connected without it. */
export async function PlaceForm({ sites }: Pick<PlaceView, 'sites'>) {
  const { t } = await getWords();
  const placeField = namedFields(t, 'place');
  return (
    <Card title={t('place.title')} description={t('place.text')}>
      <Form action={chooseSite} label={t('place.title')}>
        <SelectField
          {...placeField('siteId')}
          required
          options={sites.map(({ siteId, name: site, plans }) => ({
            value: String(siteId),
            label: plans === 'not_served' ? t('place.siteNoPlans', { site }) : site,
          }))}
        />
        <SubmitButton className="self-start">{t('place.submit')}</SubmitButton>
      </Form>
    </Card>
  );
}
