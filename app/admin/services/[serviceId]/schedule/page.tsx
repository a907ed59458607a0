import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { Segmented } from '@/app/_ui/tabs';
import { planFields } from '@/app/admin/_service-form/actions';
import { ChangeServiceForm } from '@/app/admin/_service-form/change-service-form';
import { planTargetsOf, readFormChoices } from '@/app/admin/_service-form/form-choices';
import { formValuesOf } from '@/app/admin/_service-form/form-values';
import { can } from '@/lib/authorise/rights';
import { addDays, localDateOf } from '@/lib/kit/time';
import { scheduledChangeKinds } from '@/lib/kit/words';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { serviceCan } from '@/lib/services/rules';
import { PlannedNotes } from './planned-notes';
import { ScheduleForm } from './schedule-form';

type PageProps = {
  params: Promise<{ serviceId: string }>;
  searchParams: Promise<{ what?: string }>;
};

/** Plans a change of fields, plan or status for a later day. */
export default async function SchedulePage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('services.write');
  const serviceId = idFromPath((await params).serviceId);
  const asked = (await searchParams).what;
  const what = scheduledChangeKinds.find((kind) => kind === asked) ?? 'fields';
  const [t, errors, f, { timeZone }, service] = await Promise.all([
    getTranslations('admin-services.schedule'),
    getTranslations('errors'),
    getOperatorFormats(),
    getOperator(),
    foundPage(getServiceDetail(ctx, serviceId)),
  ]);
  const verdict = serviceCan.edit(service.state);
  if (!verdict.allowed) return <Callout tone="warning" title={errors(verdict.why)} />;
  const choices = await readFormChoices(ctx, { customerId: service.customerId, serviceId });
  const tomorrow = addDays(localDateOf(ctx.now, timeZone), 1);
  return (
    <>
      <h2 className="font-semibold text-lg">{t('title')}</h2>
      <p className="mt-1 mb-4 max-w-prose text-ink-muted">{t('description')}</p>
      <Segmented
        label={t('what')}
        current={what}
        className="mb-5"
        tabs={scheduledChangeKinds.map((kind) => ({
          id: kind,
          label: t(`kinds.${kind}`),
          href: `/admin/services/${serviceId}/schedule?what=${kind}`,
        }))}
      />
      <PlannedNotes planned={service.planned} what={what} />
      {what === 'fields' ? (
        <ChangeServiceForm
          serviceId={serviceId}
          action={planFields}
          choices={choices}
          values={formValuesOf(service, f)}
          itemPrice={f.money(service.unitPriceMinor)}
          plannedFrom={tomorrow}
        />
      ) : (
        <Card className="max-w-xl">
          <ScheduleForm
            key={what}
            serviceId={serviceId}
            kind={what}
            tomorrow={tomorrow}
            items={planTargetsOf(choices, service)}
            mayGiveBack={can(ctx.actor.role, 'orders.write')}
          />
        </Card>
      )}
    </>
  );
}
