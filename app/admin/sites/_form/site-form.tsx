import { getTranslations } from 'next-intl/server';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextArea, TextField } from '@/app/_forms/text-fields';
import { PointPicker } from '@/app/_map/point-picker';
import { getOperator } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import type { SiteView } from '@/lib/screens/admin/sites';

type SiteFormProps = {
  action: FormAction;
  /** The site being edited; absent for a new one. */
  site?: SiteView;
};

/** Name, address and location of a site, new or existing. */
export async function SiteForm({ action, site }: SiteFormProps) {
  const [t, { mapTileUrl }] = await Promise.all([getTranslations('admin-sites'), getOperator()]);
  const field = namedFields(t);
  const point =
    site === undefined || site.latitude === null || site.longitude === null
      ? null
      : { latitude: site.latitude, longitude: site.longitude };
  return (
    <Form action={action} label={site ? t('edit') : t('new')} className="gap-5">
      {site && <input type="hidden" name="siteId" value={site.siteId} />}
      <Card>
        <div className="flex flex-col gap-4">
          <TextField
            {...field('name')}
            defaultValue={site?.name}
            required
            maxLength={80}
            autoComplete="off"
          />
          <TextArea {...field('address')} defaultValue={site?.address} maxLength={300} rows={2} />
        </div>
      </Card>
      <Card title={t('place')} description={t('placeText')}>
        <PointPicker label={t('placeLabel')} tileUrl={mapTileUrl} point={point} near={null} />
      </Card>
      <div>
        <SubmitButton>{site ? t('save') : t('create')}</SubmitButton>
      </div>
    </Form>
  );
}
