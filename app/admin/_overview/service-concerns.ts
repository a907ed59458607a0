import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { findEndlessServices } from '@/lib/screens/admin/endless-services';
import { countFailedChanges, countServicesByState } from '@/lib/screens/admin/overview';
import { findWaitingForNothing } from '@/lib/screens/admin/waiting-for-nothing';
import type { Concern } from './concern';

export async function serviceConcerns(ctx: StaffCtx): Promise<Concern[]> {
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

export async function endlessConcerns(ctx: StaffCtx): Promise<Concern[]> {
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

export async function waitingConcerns(ctx: StaffCtx): Promise<Concern[]> {
  const [t, { count, serviceId }] = await Promise.all([
    getTranslations('admin-overview.concern'),
    findWaitingForNothing(ctx),
  ]);
  if (count === 0) return [];
  return [
    {
      id: 'waiting-for-nothing',
      tone: 'warning',
      kind: t('service'),
      title: t('waitingForNothing', { count }),
      detail: t('waitingForNothingText'),
      href: serviceId === null ? '/admin/services?reason=waiting' : `/admin/services/${serviceId}`,
    },
  ];
}
