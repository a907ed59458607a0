import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { can } from '@/lib/authorise/rights';
import { type SetupStep, setupSteps } from '@/lib/routers/rules/setup-steps';
import { getRouterDetail, type RouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup, type RouterSetupView } from '@/lib/screens/admin/router-setup';
import { AddressCard, NoCertificateCard } from '../../_parts/address-card';
import { CertificateCard } from '../../_parts/certificate-card';
import { ConnectionTestCard } from '../../_parts/connection-test-card';
import { MatchCard } from '../../_parts/match-card';
import { portalHostOf } from '../../_parts/portal-host';
import { RehearsalCard } from '../../_parts/rehearsal-card';
import { RouterFrame } from '../../_parts/router-frame';
import { SetupScriptCard } from '../../_parts/setup-script-card';
import { SetupSteps } from '../../_parts/setup-steps';
import { StartCard } from '../../_parts/start-card';

type SetupPageProps = {
  params: Promise<{ routerId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('tabs.setup') };
}

/** The steps of setting up a router; the address says which one is shown. */
export default async function SetupPage({ params, searchParams }: SetupPageProps) {
  const ctx = await requireStaffCtx('routers.read');
  const routerId = idFromPath((await params).routerId);
  const [router, setup, search, t] = await Promise.all([
    foundPage(getRouterDetail(ctx, routerId)),
    foundPage(getRouterSetup(ctx, routerId)),
    searchParams,
    getTranslations('admin-routers'),
  ]);
  const server = textOf(search['server']);
  const portal = textOf(search['portal']);
  const isAboutScript = server !== '' || portal !== '';
  const step = stepOf(search['step']) ?? (isAboutScript ? 'script' : null);
  // The step is in the address, so that moving on does not discard an action's result.
  if (step === null) redirect(`/admin/routers/${routerId}/setup?step=${setup.next}` as Route);
  return (
    <RouterFrame ctx={ctx} router={router} current="setup">
      <div className="grid gap-6 lg:grid-cols-[15rem_minmax(0,48rem)]">
        <SetupSteps routerId={routerId} progress={setup} current={step} />
        <div className="flex min-w-0 flex-col gap-4">
          {!can(ctx.actor.role, 'routers.write') && <Callout>{t('noRight')}</Callout>}
          <Step {...{ ctx, router, setup, step, server, portal }} />
          <NextStep routerId={routerId} step={step} />
        </div>
      </div>
    </RouterFrame>
  );
}

type StepProps = {
  ctx: StaffCtx;
  router: RouterDetail;
  setup: RouterSetupView;
  step: SetupStep;
  server: string;
  portal: string;
};

async function Step({ ctx, router, setup, step, server, portal }: StepProps): Promise<ReactNode> {
  const [t, f] = await Promise.all([getTranslations('admin-routers'), getOperatorFormats()]);
  const { routerId, useTls, tlsFingerprint } = router;
  const lastWords = (noun: 'rows' | 'rehearsal', at: Date | null) =>
    at === null ? t(`${noun}.idle`) : t(`${noun}.last`, { when: f.relative(at, ctx.now) });
  const canWrite = can(ctx.actor.role, 'routers.write');
  // Only the script and the address can be viewed without the write right; every other step acts.
  if (!canWrite && step !== 'script' && step !== 'address') return null;
  switch (step) {
    case 'address':
      return <AddressCard router={router} canWrite={canWrite} />;
    case 'certificate':
      return useTls ? (
        <CertificateCard routerId={routerId} accepted={tlsFingerprint} />
      ) : (
        <NoCertificateCard />
      );
    case 'login': {
      const { checks, checkedAt } = setup;
      const isKnown = checks !== null && checkedAt !== null;
      const last = isKnown ? { checks, when: f.relative(checkedAt, ctx.now) } : null;
      return <ConnectionTestCard routerId={routerId} last={last} />;
    }
    case 'script':
      return (
        <SetupScriptCard
          {...{ routerId, username: router.username, server, portal }}
          portalHost={portalHostOf()}
          hasHotspot={router.accessMethods.includes('hotspot')}
        />
      );
    case 'rows':
      return <MatchCard routerId={routerId} idle={lastWords('rows', setup.matchedAt)} />;
    case 'rehearsal':
      return <RehearsalCard routerId={routerId} idle={lastWords('rehearsal', setup.rehearsedAt)} />;
    case 'service':
      return <StartCard router={router} setup={setup} />;
  }
}

async function NextStep({ routerId, step }: { routerId: number; step: SetupStep }) {
  const t = await getTranslations('admin-routers.steps');
  const next = setupSteps[setupSteps.indexOf(step) + 1];
  if (next === undefined) return null;
  return (
    <div>
      <LinkButton href={`/admin/routers/${routerId}/setup?step=${next}`}>
        {t('next', { step: t(next) })}
      </LinkButton>
    </div>
  );
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function stepOf(value: string | string[] | undefined): SetupStep | undefined {
  return setupSteps.find((step) => step === value);
}
