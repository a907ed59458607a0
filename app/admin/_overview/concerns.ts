import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Tone } from '@/app/_ui/tone';
import { can } from '@/lib/authorise/rights';
import { countHeldReadings } from '@/lib/screens/admin/held-usage';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { getMailHealth } from '@/lib/screens/admin/mails';
import { countPaymentsToDecide, getFailingEvents } from '@/lib/screens/admin/money';
import {
  countNotConnected,
  listDownRouters,
  listRoutersWithoutStopRules,
} from '@/lib/screens/admin/overview';
import { listFullPools } from '@/lib/screens/admin/pools';
import { countRepairs } from '@/lib/screens/admin/repairs';
import type { Concern } from './concern';
import { endlessConcerns, serviceConcerns, waitingConcerns } from './service-concerns';

const POOLS_SHOWN = 5;

/** Lists everything that needs a person and that the role may see, most severe first. */
export async function listConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const { role } = ctx.actor;
  const parts = await Promise.all([
    can(role, 'services.read') ? connectionConcerns(ctx) : [],
    can(role, 'routers.read') ? routerConcerns(ctx) : [],
    can(role, 'routers.read') ? stopRuleConcerns(ctx) : [],
    can(role, 'payments.read') ? paymentConcerns(ctx) : [],
    can(role, 'services.read') ? serviceConcerns(ctx) : [],
    can(role, 'services.read') ? endlessConcerns(ctx) : [],
    can(role, 'services.read') ? waitingConcerns(ctx) : [],
    can(role, 'jobs.read') ? jobConcerns(ctx) : [],
    can(role, 'jobs.read') ? repairConcerns(ctx) : [],
    can(role, 'usage.read') ? usageConcerns(ctx) : [],
    can(role, 'network.read') ? poolConcerns(ctx) : [],
    can(role, 'notifications.read') ? mailConcerns(ctx) : [],
  ]);
  const gravity: readonly Tone[] = ['danger', 'warning', 'info'];
  return parts
    .flat()
    .sort((left, right) => gravity.indexOf(left.tone) - gravity.indexOf(right.tone));
}

/** Customers who have paid, or whose credit covers it, and who receive no service come first. */
async function connectionConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { paid, covered, all, refused }] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countNotConnected(ctx),
  ]);
  if (all === 0) return [];
  const others = all - paid - covered;
  const isUrgent = paid + covered > 0;
  return [
    {
      id: 'not-connected',
      tone: isUrgent ? 'danger' : 'info',
      kind: t('service'),
      title:
        paid > 0
          ? t('notConnected', { count: paid })
          : covered > 0
            ? t('notConnectedCovered', { count: covered })
            : t('notConnectedUnpaid', { count: all }),
      detail: [
        refused < all ? t('notConnectedText') : '',
        refused > 0 ? t('refusedText', { count: refused }) : '',
        paid > 0 && covered > 0 ? t('notConnectedCoveredMore', { count: covered }) : '',
        isUrgent && others > 0 ? t('notConnectedMore', { count: others }) : '',
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

async function stopRuleConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, routers] = await Promise.all([
    getTranslations('admin-overview.concern'),
    listRoutersWithoutStopRules(ctx),
  ]);
  return routers.map(({ routerId, name, stopped }) => ({
    id: `stop-rules-${routerId}`,
    tone: stopped > 0 ? 'danger' : 'warning',
    kind: t('router'),
    title: t('stopRules', { name }),
    detail: t('stopRulesText', { count: stopped }),
    href: `/admin/routers/${routerId}`,
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

async function repairConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, repairs] = await Promise.all([
    getTranslations('admin-overview.concern'),
    countRepairs(ctx),
  ]);
  const count = Object.values(repairs).reduce((sum, one) => sum + one, 0);
  if (count === 0) return [];
  return [
    {
      id: 'repairs',
      tone: 'warning',
      kind: t('job'),
      title: t('repairs', { count }),
      detail: t('repairsText'),
      href: '/admin/jobs/sweeps',
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
