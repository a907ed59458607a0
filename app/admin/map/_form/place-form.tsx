import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { PointPicker } from '@/app/_map/point-picker';
import { foundPage } from '@/app/_operator/found-page';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import { ServiceStatusBadge } from '@/app/admin/_service-view/service-status';
import { can } from '@/lib/authorise/rights';
import { getServicePlace, type ServicePlace } from '@/lib/screens/admin/map';
import { MAP_PATH } from '../_list/map-query';
import { savePlace } from '../actions';

/** The location of one service, picked on the map or typed. */
export async function PlaceForm({ ctx, serviceId }: { ctx: StaffCtx; serviceId: number }) {
  const [t, { mapTileUrl }, place] = await Promise.all([
    getTranslations('map'),
    getOperator(),
    foundPage(getServicePlace(ctx, serviceId)),
  ]);
  const names = { item: place.itemName, customer: place.customerName };
  const mayWrite = can(ctx.actor.role, 'services.write') && !place.isArchived;
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('pick.title', names)}
        description={t('pick.description', names)}
        crumbs={[{ label: t('title'), href: MAP_PATH }]}
        badge={<ServiceStatusBadge status={place.status} size="md" />}
        actions={
          <LinkButton href={`/admin/services/${serviceId}`} variant="ghost">
            {t('pick.back')}
          </LinkButton>
        }
      />
      {mayWrite ? (
        <Form action={savePlace} label={t('pick.title', names)}>
          <input type="hidden" name="serviceId" value={serviceId} />
          <Card>
            <PointPicker
              label={t('pick.label', names)}
              tileUrl={mapTileUrl}
              point={pointOf(place)}
              near={place.near}
            />
          </Card>
          <div>
            <SubmitButton>{t('pick.save')}</SubmitButton>
          </div>
        </Form>
      ) : (
        <Callout tone="neutral" title={place.isArchived ? t('pick.archived') : t('pick.readOnly')}>
          {pointOf(place) === null ? t('pick.noneYet') : `${place.latitude}, ${place.longitude}`}
        </Callout>
      )}
    </div>
  );
}

function pointOf({ latitude, longitude }: ServicePlace) {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
