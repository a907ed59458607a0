import { CreditCard } from 'lucide-react';
import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import { getPostpaidBalance, getWallet } from '@/lib/screens/shared/wallet';
import { WaitingOrders } from '../../_parts/waiting-orders';
import { getWords } from '../../_parts/words';
import { Entries } from './entries';
import { RecentTopUps } from './recent-top-ups';
import { TopUpForm } from './top-up-form';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('nav.wallet') };
}

type WalletPageProps = {
  searchParams: Promise<{ before?: string | string[] }>;
};

export default async function WalletPage({ searchParams }: WalletPageProps) {
  const ctx = await requireSubscriberCtx();
  const { customerId } = ctx.actor;
  const [{ t, f }, wallet, postpaidMinor, { before }] = await Promise.all([
    getWords(),
    getWallet(ctx, customerId),
    getPostpaidBalance(ctx, customerId),
    searchParams,
  ]);
  const cursor =
    typeof before === 'string' && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : undefined;
  return (
    <>
      <PageHeader title={t('nav.wallet')} description={t('wallet.intro')} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4 lg:order-last">
          <Card>
            <h2 className="text-ink-muted">{t('wallet.credit')}</h2>
            <p className="mt-0.5 font-semibold text-4xl tabular-nums tracking-tight">
              {f.money(wallet.balanceMinor)}
            </p>
            {wallet.balanceMinor < wallet.floorMinor && (
              <p className="mt-2 text-danger-ink">
                {t('wallet.inDebt', { amount: f.money(wallet.floorMinor - wallet.balanceMinor) })}
              </p>
            )}
            {postpaidMinor < 0n && (
              <p className="mt-2 text-ink-muted">
                {t('wallet.onInvoice', { amount: f.money(-postpaidMinor) })}
              </p>
            )}
          </Card>
          <Card id="top-up" title={t('wallet.topUp')} description={t('wallet.topUpText')}>
            <TopUpForm />
            <p className="mt-4 flex items-center gap-2 text-ink-muted text-xs">
              <CreditCard aria-hidden className="size-4 shrink-0" />
              {t('wallet.byCard')}
            </p>
          </Card>
          <RecentTopUps />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <WaitingOrders />
          <Entries before={cursor} />
        </div>
      </div>
    </>
  );
}
