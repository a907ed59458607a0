import { Plus } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Button, LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { Tabs } from '@/app/_ui/tabs';
import { can } from '@/lib/authorise/rights';

type AddressTabsProps = {
  ctx: StaffCtx;
  current: 'networks' | 'pools';
};

/** The header of both address lists, with the button that adds to the current one. */
export async function AddressTabs({ ctx, current }: AddressTabsProps) {
  const t = await getTranslations('admin-addresses');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<AddButton ctx={ctx} what={current} />}
      />
      <Tabs
        label={t('tabs')}
        current={current}
        tabs={[
          { id: 'networks', label: t('networks'), href: '/admin/addresses' },
          { id: 'pools', label: t('pools'), href: '/admin/addresses/pools' },
        ]}
      />
    </>
  );
}

/** Link to the form, or the reason why this role cannot use it. */
export async function AddButton({ ctx, what }: { ctx: StaffCtx; what: 'networks' | 'pools' }) {
  const t = await getTranslations('admin-addresses');
  const label = what === 'networks' ? t('addNetwork') : t('addPool');
  const icon = <Plus aria-hidden />;
  if (!can(ctx.actor.role, 'network.write')) {
    return (
      <Button variant="primary" icon={icon} disabledReason={t('noRight')}>
        {label}
      </Button>
    );
  }
  const href = what === 'networks' ? '/admin/addresses/new' : '/admin/addresses/pools/new';
  return (
    <LinkButton href={href} variant="primary" icon={icon}>
      {label}
    </LinkButton>
  );
}
