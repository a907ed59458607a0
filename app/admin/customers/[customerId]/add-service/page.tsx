import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { readFormChoices } from '@/app/admin/_service-form/form-choices';
import { NewServiceForm } from '@/app/admin/_service-form/new-service-form';
import { canTakeService } from '@/lib/customers/rules';
import { getCustomer } from '@/lib/screens/admin/customer';

export default async function AddServicePage({
  params,
}: {
  params: Promise<{ customerId: string }>;
}) {
  const ctx = await requireStaffCtx('services.write');
  const customerId = idFromPath((await params).customerId);
  const [t, customer, choices] = await Promise.all([
    getTranslations('admin-services.form'),
    foundPage(getCustomer(ctx, customerId)),
    readFormChoices(ctx, { customerId }),
  ]);
  if (!canTakeService(customer.status)) {
    return (
      <Callout
        tone="warning"
        title={t('notActive')}
        action={<LinkButton href={`/admin/customers/${customerId}`}>{t('back')}</LinkButton>}
      />
    );
  }
  return (
    <>
      <h2 className="mb-4 font-semibold text-lg">{t('newTitle')}</h2>
      <NewServiceForm
        customerId={customerId}
        choices={choices}
        idempotencyKey={<IdempotencyKey />}
        values={{
          kind: 'internet',
          siteId: customer.siteId,
          accessMethod: 'pppoe',
          routerId: onlyOne(choices.routers),
        }}
      />
    </>
  );
}

/** Preselects the router where there is only one. */
function onlyOne(routers: readonly { routerId: number }[]): number | null {
  return routers.length === 1 ? (routers[0]?.routerId ?? null) : null;
}
