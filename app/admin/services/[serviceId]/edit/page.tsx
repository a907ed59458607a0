import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { getServiceDetail } from '@/lib/services/admin/detail/queries';
import { serviceCan } from '@/lib/services/rules';
import { saveService } from '../../_form/actions';
import { ChangeServiceForm } from '../../_form/change-service-form';
import { readFormChoices } from '../../_form/form-choices';
import { formValuesOf } from '../../_form/form-values';

export default async function EditServicePage({
  params,
}: {
  params: Promise<{ serviceId: string }>;
}) {
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
  return (
    <ChangeServiceForm
      serviceId={serviceId}
      action={saveService}
      choices={choices}
      values={formValuesOf(service, f)}
      itemPrice={f.money(service.unitPriceMinor)}
    />
  );
}
