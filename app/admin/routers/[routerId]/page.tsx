import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Stat } from '@/app/_ui/stat';
import { can } from '@/lib/authorise/rights';
import { getRouterDetail, type RouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { OpenServices } from '../_parts/open-services';
import { RouterFrame } from '../_parts/router-frame';
import { noDrift, nothingOpen } from '../_view/in-order';
import { RouterFacts } from '../_view/router-facts';
import { LiveCard, LiveCardSkeleton } from '../_view/router-load';

/** Long enough for absent staff to read it the next morning. */
const DOUBT_SHOWN_MS = 24 * 3_600_000;

type RouterPageProps = {
  params: Promise<{ routerId: string }>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('one') };
}

export default async function RouterPage({ params }: RouterPageProps) {
  const ctx = await requireStaffCtx('routers.read');
  const router = await foundPage(getRouterDetail(ctx, idFromPath((await params).routerId)));
  return (
    <RouterFrame ctx={ctx} router={router} current="overview">
      <div className="flex flex-col gap-5">
        <State ctx={ctx} router={router} />
        <StopRules router={router} now={ctx.now} />
        <Doubt router={router} now={ctx.now} />
        <Figures router={router} />
        <Suspense fallback={<LiveCardSkeleton />}>
          <LiveCard ctx={ctx} routerId={router.routerId} />
        </Suspense>
        <OpenServices
          router={router}
          now={ctx.now}
          canAdopt={can(ctx.actor.role, 'routers.write')}
          canPush={can(ctx.actor.role, 'services.write')}
        />
        <RouterFacts router={router} now={ctx.now} />
      </div>
    </RouterFrame>
  );
}

/** The next step of a router being set up; for any other, its problems. */
async function State({ ctx, router }: { ctx: StaffCtx; router: RouterDetail }) {
  const { routerId } = router;
  const [t, f, setup] = await Promise.all([
    getTranslations('admin-routers.steps'),
    getOperatorFormats(),
    getRouterSetup(ctx, routerId),
  ]);
  if (!setup.isUnderWay) return <Trouble router={router} now={ctx.now} />;
  const counts = { done: f.count(setup.doneCount), all: f.count(setup.steps.length) };
  return (
    <Callout
      tone="info"
      title={t('underWay')}
      action={
        <LinkButton href={`/admin/routers/${routerId}/setup`} variant="primary" size="sm">
          {t('goOn')}
        </LinkButton>
      }
    >
      {t('underWayText', counts)}
    </Callout>
  );
}

/** Why nothing can be sent to the router now, and what happens next. */
async function Trouble({ router, now }: { router: RouterDetail; now: Date }) {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-routers'),
    getTranslations('routers'),
    getOperatorFormats(),
  ]);
  const { failure, failingSince, retryAt, status } = router;
  if (status === 'off') return <Callout title={t('trouble.off')}>{t('trouble.offText')}</Callout>;
  if (failure === null) return null;
  return (
    <Callout tone="danger" title={words(`failure.${failure}`)}>
      {failingSince !== null && (
        <p>{t('trouble.since', { since: f.relative(failingSince, now) })}</p>
      )}
      {retryAt !== null && retryAt > now && (
        <p>{t('trouble.retry', { when: f.relative(retryAt, now) })}</p>
      )}
      <p>{t('trouble.kept')}</p>
    </Callout>
  );
}

/** What to do when the last look missed the script's firewall rules. */
async function StopRules({ router, now }: { router: RouterDetail; now: Date }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-routers.stopRules'),
    getOperatorFormats(),
  ]);
  const { name, routerId, status, stopRules, stopRulesSeenAt } = router;
  if (stopRules !== 'missing' || stopRulesSeenAt === null || status === 'off') return null;
  return (
    <Callout
      tone="danger"
      title={t('title', { name })}
      action={
        <LinkButton href={`/admin/routers/${routerId}/setup?step=script`} size="sm">
          {t('script')}
        </LinkButton>
      }
    >
      {t('text', { time: f.relative(stopRulesSeenAt, now) })}
    </Callout>
  );
}

/** Why confirmed services are pushed again, shown while it lasts and for a day after. */
async function Doubt({ router, now }: { router: RouterDetail; now: Date }) {
  const [t, f] = await Promise.all([getTranslations('admin-routers.doubt'), getOperatorFormats()]);
  const { name, unconfirmedAt: at, unconfirmedReason: reason } = router;
  const { unconfirmedCount, dueCount, lookedAt } = router;
  if (at === null || reason === null) return null;
  if (dueCount === 0 && now.getTime() - at.getTime() > DOUBT_SHOWN_MS) return null;
  const since = f.relative(at, now);
  const values = { name, services: unconfirmedCount ?? 0 };
  if (dueCount > 0) {
    return (
      <Callout tone="warning" title={t(`reason.${reason}`, values)}>
        {t('waiting', { since, due: dueCount })}
      </Callout>
    );
  }
  return (
    <Callout tone="info" title={t(`ended.${reason}`, values)}>
      {t('done', { since })} {lookedAt !== null && t('seen', { time: f.dateTime(lookedAt) })}
    </Callout>
  );
}

async function Figures({ router }: { router: RouterDetail }) {
  const [t, f] = await Promise.all([getTranslations('admin-routers'), getOperatorFormats()]);
  const { serviceCount, dueCount, failedCount, drifts, routerId, lookedAt } = router;
  const nothing = t(`figures.${nothingOpen(router)}`);
  const nothingDue =
    lookedAt === null || serviceCount === 0
      ? nothing
      : t('figures.noneSeen', { time: f.dateTime(lookedAt) });
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat label={t('list.services')} value={f.count(serviceCount)} />
      <Stat
        label={t('list.due')}
        value={f.count(dueCount)}
        tone={dueCount > 0 ? 'warning' : 'positive'}
        caption={dueCount > 0 ? t('figures.due') : nothingDue}
      />
      <Stat
        label={t('list.failed')}
        value={f.count(failedCount)}
        tone={failedCount > 0 ? 'danger' : 'positive'}
        caption={failedCount > 0 ? t('figures.failed') : nothing}
      />
      <Stat
        label={t('tabs.drift')}
        value={f.count(drifts.length)}
        href={`/admin/routers/${routerId}/drift`}
        tone={drifts.length > 0 ? 'warning' : 'positive'}
        caption={drifts.length > 0 ? t('figures.drift') : t(`figures.noDrift.${noDrift(router)}`)}
      />
    </div>
  );
}
