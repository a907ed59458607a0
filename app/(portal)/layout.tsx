import { BarChart3, House, ShoppingBag, Wallet } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { AccountMenu } from '@/app/_operator/account-menu';
import { DemoBanner } from '@/app/_operator/demo-banner';
import { getOperator } from '@/app/_operator/operator';
import { PortalShell } from '@/app/_ui/portal-shell';
import { getAccount } from '@/lib/screens/shared/account';

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const ctx = await requireSubscriberCtx();
  const [{ operatorName, supportContact }, t, { name }] = await Promise.all([
    getOperator(),
    getTranslations('portal.nav'),
    getAccount(ctx),
  ]);
  const nav = [
    { href: '/', label: t('home'), icon: <House aria-hidden />, exact: true },
    { href: '/usage', label: t('usage'), icon: <BarChart3 aria-hidden /> },
    { href: '/wallet', label: t('wallet'), icon: <Wallet aria-hidden /> },
    { href: '/plans', label: t('plans'), icon: <ShoppingBag aria-hidden /> },
  ];
  return (
    <PortalShell
      name={operatorName}
      homeHref="/"
      nav={nav}
      banner={<DemoBanner />}
      actions={<AccountMenu name={name} accountHref="/account" />}
      footer={supportContact === '' ? undefined : t('help', { contact: supportContact })}
    >
      <LiveRefresh since={ctx.now} />
      {children}
    </PortalShell>
  );
}
