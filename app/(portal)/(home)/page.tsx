import { Wallet, Wifi } from 'lucide-react';
import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { getPlace, type PlaceView } from '@/lib/screens/portal/place';
import { listPortalServices, type PortalService } from '@/lib/screens/portal/services';
import { getAccount } from '@/lib/screens/shared/account';
import { getWallet } from '@/lib/screens/shared/wallet';
import { isOneTime, type SummaryFacts, summaryOf } from '@/lib/services/rules/summary';
import type { WalletView } from '@/lib/wallet/rules';
import { ServiceCard } from '../_parts/service-card';
import { WaitingOrders } from '../_parts/waiting-orders';
import { getWords, type Words } from '../_parts/words';
import { FailedOrders } from './failed-orders';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('nav.home') };
}

export default async function HomePage() {
  const ctx = await requireSubscriberCtx();
  const { customerId } = ctx.actor;
  const [words, account, wallet, services] = await Promise.all([
    getWords(),
    getAccount(ctx),
    getWallet(ctx, customerId),
    listPortalServices(ctx, customerId),
  ]);
  const { t } = words;
  return (
    <>
      <PageHeader
        title={t('home.hello', { name: account.name })}
        description={summaryText(words, services, wallet)}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Credit words={words} wallet={wallet} services={services} />
        <div className="flex min-w-0 flex-col gap-4">
          <FailedOrders />
          <WaitingOrders />
          {services.map((service) => (
            <ServiceCard key={service.serviceId} service={service} now={ctx.now} />
          ))}
          {services.length === 0 && (
            <NoService words={words} place={await getPlace(ctx, customerId)} />
          )}
        </div>
      </div>
    </>
  );
}

function summaryText(
  { t, f }: Words,
  services: readonly PortalService[],
  wallet: WalletView,
): string | undefined {
  const summary = summaryOf(services.map(factsOf), wallet);
  switch (summary.kind) {
    case 'none':
      return undefined;
    case 'all_well':
      return t('home.allWell');
    case 'in_debt':
      return t('home.inDebt', { amount: f.money(-wallet.balanceMinor) });
    default:
      return t(`home.some.${summary.kind}`, { count: summary.count });
  }
}

function factsOf(service: PortalService): SummaryFacts {
  const { status, reasons, onRouter, isThrottled } = service;
  return {
    status,
    reasons: reasons.map(({ reason }) => reason),
    isSwitchingOn: status === 'active' && ['activating', 'out_of_service'].includes(onRouter.kind),
    isThrottled,
    isOneTime: isOneTime(service),
  };
}

type CreditProps = {
  words: Words;
  wallet: WalletView;
  services: readonly PortalService[];
};

/** The balance, always visible, and what it covers. */
function Credit({ words: { t, f }, wallet, services }: CreditProps) {
  const renewals = services.flatMap(({ renewal }) => (renewal.kind === 'renews' ? [renewal] : []));
  const isCovered = renewals.length > 0 && renewals.every(({ source }) => source.kind !== 'short');
  return (
    <section
      aria-labelledby="credit"
      className="flex items-center justify-between gap-4 rounded-lg border border-line bg-surface-raised p-4 shadow-card sm:p-5 lg:order-last lg:flex-col lg:items-stretch"
    >
      <div className="min-w-0">
        <h2 id="credit" className="text-ink-muted">
          {t('wallet.credit')}
        </h2>
        <p className="mt-0.5 font-semibold text-3xl tabular-nums tracking-tight">
          {f.money(wallet.balanceMinor)}
        </p>
        {isCovered && <p className="mt-1 text-ink-muted text-xs">{t('home.covered')}</p>}
      </div>
      <LinkButton href="/wallet" variant="secondary" icon={<Wallet aria-hidden />}>
        {t('wallet.topUp')}
      </LinkButton>
    </section>
  );
}

function NoService({ words: { t }, place: { kind } }: { words: Words; place: PlaceView }) {
  return (
    <section className="rounded-lg border border-line bg-surface-raised shadow-card">
      <EmptyState
        icon={<Wifi aria-hidden />}
        title={t('home.noServiceTitle')}
        action={
          <LinkButton
            href="/plans"
            variant={kind === 'not_served' ? 'secondary' : 'primary'}
            size="lg"
          >
            {t(kind === 'not_served' ? 'home.seeOffers' : 'home.choosePlan')}
          </LinkButton>
        }
      >
        {t(`home.noServiceText.${kind}`)}
      </EmptyState>
    </section>
  );
}
