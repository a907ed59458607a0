import { getTranslations } from 'next-intl/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { saveService } from '@/app/admin/_service-form/actions';
import { ChangeServiceForm } from '@/app/admin/_service-form/change-service-form';
import { readFormChoices } from '@/app/admin/_service-form/form-choices';
import { type FormValues, formValuesOf } from '@/app/admin/_service-form/form-values';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getServingOfService } from '@/lib/screens/portal/place';
import { serviceCan } from '@/lib/services/rules';
import { NotConnected } from '../_parts/not-connected';

type PageProps = {
  params: Promise<{ serviceId: string }>;
  searchParams: Promise<{ connect?: string | string[] }>;
};

export default async function EditServicePage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('services.write');
  const serviceId = idFromPath((await params).serviceId);
  const [errors, f, service] = await Promise.all([
    getTranslations('errors'),
    getOperatorFormats(),
    foundPage(getServiceDetail(ctx, serviceId)),
  ]);
  const verdict = serviceCan.edit(service.state);
  if (!verdict.allowed) return <Callout tone="warning" title={errors(verdict.why)} />;
  const choices = await readFormChoices(ctx, { customerId: service.customerId, serviceId });
  const isConnecting = (await searchParams).connect !== undefined && service.lacks.length > 0;
  const values = formValuesOf(service, f);
  return (
    <>
      {isConnecting && (
        <NotConnected service={service} canMend={false} className="mb-5 max-w-4xl" />
      )}
      <ChangeServiceForm
        serviceId={serviceId}
        action={saveService}
        choices={choices}
        values={isConnecting ? await withServing(ctx, { serviceId, values }) : values}
        itemPrice={f.money(service.unitPriceMinor)}
        isConnecting={isConnecting}
      />
    </>
  );
}

/** Proposes the site's router where none is chosen; only saving the form applies it. */
async function withServing(
  ctx: StaffCtx,
  { serviceId, values }: { serviceId: number; values: FormValues },
): Promise<FormValues> {
  if (values.routerId != null) return values;
  const serving = await getServingOfService(ctx, serviceId);
  if (serving.kind !== 'router') return values;
  const { routerId, accessMethod } = serving;
  return { ...values, routerId, accessMethod: values.accessMethod ?? accessMethod };
}
