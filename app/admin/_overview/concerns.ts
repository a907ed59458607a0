import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Tone } from '@/app/_ui/tone';
import { can } from '@/lib/authorise/rights';
import { findEndlessServices } from '@/lib/screens/admin/endless-services';
import { countHeldReadings } from '@/lib/screens/admin/held-usage';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { getMailHealth } from '@/lib/screens/admin/mails';
import { countPaymentsToDecide, getFailingEvents } from '@/lib/screens/admin/money';
import {
  countFailedChanges,
  countNotConnected,
  countServicesByState,
  listDownRouters,
} from '@/lib/screens/admin/overview';
import { listFullPools } from '@/lib/screens/admin/pools';

/** Something that needs a person, with a link to it. */
export type Concern = {
  id: string;
  tone: Tone;
  /** The kind of concern, for the badge. */
  kind: string;
  title: string;
  detail: string;
  href: string;
};

const POOLS_SHOWN = 5;

/** Lists everything that needs a person and that the role may see, most severe first. */
export async function listConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const { role } = ctx.actor;
  const parts = await Promise.all([
    can(role, 'services.read') ? connectionConcerns(ctx) : [],
    can(role, 'routers.read') ? routerConcerns(ctx) : [],
    can(role, 'payments.read') ? paymentConcerns(ctx) : [],
    can(role, 'services.read') ? serviceConcerns(ctx) : [],
    can(role, 'services.read') ? endlessConcerns(ctx) : [],
    can(role, 'jobs.read') ? jobConcerns(ctx) : [],
    can(role, 'usage.read') ? usageConcerns(ctx) : [],
    can(role, 'network.read') ? poolConcerns(ctx) : [],
    can(role, 'notifications.read') ? mailConcerns(ctx) : [],
  ]);
  const gravity: readonly Tone[] = ['danger', 'warning', 'info'];
  return parts
    .flat()
    .sort((left, right) => gravity.indexOf(left.tone) - gravity.indexOf(right.tone));
}

/** Customers who have paid and receive no service come first. */
async function connectionConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { paid, all, refused }] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countNotConnected(ctx),
  ]);
  if (all === 0) return [];
  const others = all - paid;
  return [
    {
      id: 'not-connected',
      tone: paid > 0 ? 'danger' : 'info',
      kind: t('service'),
      title:
        paid > 0 ? t('notConnected', { count: paid }) : t('notConnectedUnpaid', { count: all }),
      detail: [
        refused < all ? t('notConnectedText') : '',
        refused > 0 ? t('refusedText', { count: refused }) : '',
        paid > 0 && others > 0 ? t('notConnectedMore', { count: others }) : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
      href: `/admin/services?reason=${refused === 0 ? 'not_connected' : refused === all ? 'router_refused' : 'not_connected,router_refused'}`,
    },
  ];
}

async function routerConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, failures, f, routers] = await Promise.all([
    getTranslations('admin-overview.concern'),
    getTranslations('routers.failure'),
    getOperatorFormats(),
    listDownRouters(ctx),
  ]);
  return routers.map((router) => ({
    id: `router-${router.routerId}`,
    tone: 'danger',
    kind: t('router'),
    title: t('routerDown', { name: router.name }),
    detail: [
      router.failure === null ? '' : failures(router.failure),
      router.failingSince === null ? '' : t('since', { time: f.dateTime(router.failingSince) }),
      t('affected', { count: router.services }),
    ]
      .filter((part) => part !== '')
      .join(' '),
    href: `/admin/routers/${router.routerId}`,
  }));
}

async function paymentConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { parked, disputes }, failing] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countPaymentsToDecide(ctx),
    getFailingEvents(ctx),
  ]);
  const concerns: Concern[] = [];
  if (failing.count > 0)
    concerns.push({
      id: 'failing-events',
      tone: 'danger',
      kind: t('payment'),
      title: t('failingEvents', { count: failing.count }),
      detail: t('failingEventsText'),
      href: '/admin/money',
    });
  if (parked > 0)
    concerns.push({
      id: 'parked',
      tone: 'warning',
      kind: t('payment'),
      title: t('parked', { count: parked }),
      detail: t('parkedText'),
      href: '/admin/money',
    });
  if (disputes > 0)
    concerns.push({
      id: 'disputes',
      tone: 'danger',
      kind: t('payment'),
      title: t('disputes', { count: disputes }),
      detail: t('disputesText'),
      href: '/admin/money',
    });
  return concerns;
}

async function serviceConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { failed, activating }, failedChanges] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countServicesByState(ctx),
    countFailedChanges(ctx),
  ]);
  const concerns: Concern[] = [];
  if (failed > 0)
    concerns.push({
      id: 'failed',
      tone: 'danger',
      kind: t('service'),
      title: t('failed', { count: failed }),
      detail: t('failedText'),
      href: '/admin/services?push=failed',
    });
  if (failedChanges > 0)
    concerns.push({
      id: 'failed-changes',
      tone: 'warning',
      kind: t('service'),
      title: t('failedChanges', { count: failedChanges }),
      detail: t('failedChangesText'),
      href: '/admin/scheduled?state=failed',
    });
  if (activating > 0)
    concerns.push({
      id: 'activating',
      tone: 'info',
      kind: t('service'),
      title: t('activating', { count: activating }),
      detail: t('activatingText'),
      href: '/admin/services?push=activating',
    });
  return concerns;
}

async function endlessConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { count, serviceId }] = await Promise.all([
    getTranslations('admin-overview.concern'),
    findEndlessServices(ctx),
  ]);
  if (count === 0) return [];
  return [
    {
      id: 'endless',
      tone: 'warning',
      kind: t('service'),
      title: t('endless', { count }),
      detail: t('endlessText'),
      href: serviceId === null ? '/admin/services?end=never' : `/admin/services/${serviceId}`,
    },
  ];
}

async function usageConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, held] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countHeldReadings(ctx),
  ]);
  if (held === 0) return [];
  return [
    {
      id: 'held-usage',
      tone: 'warning',
      kind: t('usage'),
      title: t('held', { count: held }),
      detail: t('heldText'),
      href: '/admin/held-usage',
    },
  ];
}

async function poolConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, pools] = await Promise.all([
    getTranslations('admin-overview.concern'),
    listFullPools(ctx),
  ]);
  return pools.slice(0, POOLS_SHOWN).map(({ poolId, name, routerName, services, size, fill }) => ({
    id: `pool-${poolId}`,
    tone: fill === 'exhausted' ? 'danger' : 'warning',
    kind: t('pool'),
    title: t(fill === 'exhausted' ? 'poolFull' : 'poolNearlyFull', {
      pool: name,
      router: routerName,
    }),
    detail: t('poolText', { services, size }),
    href: `/admin/addresses/pools/${poolId}`,
  }));
}

async function mailConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { isConfigured, failed, notConfigured }] = await Promise.all([
    getTranslations('admin-overview.concern'),
    getMailHealth(ctx),
  ]);
  const count = failed + notConfigured;
  if (count === 0) return [];
  return [
    {
      id: 'mails',
      tone: 'warning',
      kind: t('mail'),
      title: t('mailsFailed', { count }),
      detail: isConfigured ? t('mailsFailedText') : t('mailsNoServer'),
      href: '/admin/mails?view=problems',
    },
  ];
}

async function jobConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, f, health] = await Promise.all([
    getTranslations('admin-overview.concern'),
    getOperatorFormats(),
    getJobsHealth(ctx),
  ]);
  const concerns = health.sweeps
    .filter(({ isLate }) => isLate)
    .map(
      ({ job, lastSuccessAt }): Concern => ({
        id: `job-${job}`,
        tone: 'danger',
        kind: t('job'),
        title: t('late', { job }),
        detail:
          lastSuccessAt === null
            ? t('neverRan')
            : t('lastRan', { time: f.dateTime(lastSuccessAt) }),
        href: '/admin/jobs',
      }),
    );
  if (health.failedRuns > 0)
    concerns.push({
      id: 'failed-runs',
      tone: 'warning',
      kind: t('job'),
      title: t('failedRuns', { count: health.failedRuns }),
      detail: t('failedRunsText'),
      href: '/admin/jobs',
    });
  if (health.parked > 0)
    concerns.push({
      id: 'parked-services',
      tone: 'danger',
      kind: t('job'),
      title: t('parkedServices', { count: health.parked }),
      detail: t('parkedServicesText'),
      href: '/admin/jobs/parked',
    });
  return concerns;
}
