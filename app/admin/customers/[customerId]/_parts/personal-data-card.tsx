import { Download, GitMerge, UserX } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { TextField } from '@/app/_forms/text-fields';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { can } from '@/lib/authorise/rights';
import { previewErase } from '@/lib/person/preview-erase';
import type { CustomerView } from '@/lib/screens/admin/customer';
import { erase } from '../person-actions';

type CardProps = {
  ctx: StaffCtx;
  customer: CustomerView;
};

/** Merging duplicates, exporting all data, and erasing. */
export async function PersonalDataCard({ ctx, customer }: CardProps) {
  const [t, merge] = await Promise.all([
    getTranslations('admin-customers.personal'),
    getTranslations('admin-customers.merge'),
  ]);
  const { customerId } = customer;
  const { role } = ctx.actor;
  const isOpen = customer.mergedInto === null && !customer.isErased;
  const mayMerge = can(role, 'customers.write') && can(role, 'wallet.adjust');
  return (
    <Card title={t('title')} description={t('description')} className="lg:col-span-2">
      <ul className="divide-y divide-line">
        {isOpen && (
          <Act hint={merge('description')}>
            {mayMerge ? (
              <LinkButton
                href={`/admin/customers/${customerId}/merge`}
                icon={<GitMerge aria-hidden />}
              >
                {merge('open')}
              </LinkButton>
            ) : (
              <Button icon={<GitMerge aria-hidden />} disabledReason={t('noRight')}>
                {merge('open')}
              </Button>
            )}
          </Act>
        )}
        <Act hint={t('takeoutHint')}>
          {can(role, 'export') ? (
            <LinkButton
              href={`/admin/customers/${customerId}/takeout`}
              prefetch={false}
              download
              icon={<Download aria-hidden />}
            >
              {t('takeout')}
            </LinkButton>
          ) : (
            <Button icon={<Download aria-hidden />} disabledReason={t('noRight')}>
              {t('takeout')}
            </Button>
          )}
        </Act>
        {isOpen && (
          <Act hint={t('eraseHint')}>
            <Erase ctx={ctx} customer={customer} />
          </Act>
        )}
      </ul>
    </Card>
  );
}

function Act({ hint, children }: { hint: string; children: React.ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0">
      <p className="min-w-0 flex-1 basis-64 text-ink-muted">{hint}</p>
      {children}
    </li>
  );
}

async function Erase({ ctx, customer }: CardProps) {
  const [t, errors] = await Promise.all([
    getTranslations('admin-customers.personal'),
    getTranslations('errors'),
  ]);
  const { customerId, name } = customer;
  const icon = <UserX aria-hidden />;
  if (!can(ctx.actor.role, 'customers.erase'))
    return (
      <Button icon={icon} disabledReason={t('noRight')}>
        {t('erase')}
      </Button>
    );
  const verdict = await previewErase(ctx, customerId);
  if (!verdict.allowed)
    return (
      <Button variant="dangerQuiet" icon={icon} disabledReason={errors(verdict.why, {} as never)}>
        {t('erase')}
      </Button>
    );
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerQuiet" icon={icon}>
          {t('erase')}
        </Button>
      }
      title={t('eraseTitle', { name })}
      confirmLabel={t('eraseSubmit')}
      action={erase}
      fields={
        <>
          <input type="hidden" name="customerId" value={customerId} />
          <TextField
            name="typedNumber"
            label={t('typed', { number: String(customerId) })}
            inputMode="numeric"
            autoComplete="off"
            required
          />
        </>
      }
    >
      {t('eraseText', { number: String(customerId) })}
    </ConfirmDialog>
  );
}
