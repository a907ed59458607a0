import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Card } from '@/app/_ui/card';
import { CancelChange } from '@/app/admin/_service-actions/cancel-change';
import { CancelPlannedPlan } from '@/app/admin/_service-actions/cancel-planned-plan';
import { ChangeLines } from '@/app/admin/_service-view/change-lines';
import { plannedEventWords } from '@/app/admin/_service-view/planned-event-words';
import type { ServiceDetail } from '@/lib/screens/admin/service';
import { listServiceNames } from '@/lib/screens/admin/service-names';
import { isNextTerms, type Planned } from '@/lib/services/rules/planned';

type PlannedCardProps = {
  ctx: StaffCtx;
  service: Pick<ServiceDetail, 'serviceId' | 'itemName' | 'planned' | 'ifCancelled'>;
  /** By kind of planned event. */
  canCancel: { change: boolean; next_plan: boolean };
};

/** Scheduled changes of the service, with a way to cancel planned ones. */
export async function PlannedCard({ ctx, service, canCancel }: PlannedCardProps) {
  const { serviceId, itemName, planned, ifCancelled } = service;
  const [t, event, names] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.planned.event'),
    listServiceNames(ctx, planned),
  ]);
  const words = await plannedEventWords(names);
  const plannerOf = (one: Planned) => {
    if (isNextTerms(one) && one.isBySubscriber) return event('bySubscriber');
    const name = 'byName' in one ? one.byName : null;
    return name === null ? undefined : t('plannedBy', { name });
  };
  return (
    <Card title={t('planned')}>
      {planned.length === 0 ? (
        <p className="text-ink-muted">{t('noPlanned')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {planned.map((one) => {
            const { when, title, lines, reason, details } = words(one);
            return (
              <li
                key={one.kind === 'change' ? one.changeId : `${one.kind}-${when}-${title}`}
                className="flex flex-wrap items-start justify-between gap-3 py-3 first:pt-0 last:pb-0"
              >
                <div className="min-w-0">
                  <p className="font-medium">{when}</p>
                  <p className="text-ink-muted">
                    {[title, plannerOf(one)].filter(Boolean).join(' · ')}
                  </p>
                  {details.map((detail) => (
                    <p key={detail} className="text-ink-muted">
                      {detail}
                    </p>
                  ))}
                  {reason !== undefined && <p className="text-ink-muted">“{reason}”</p>}
                  <ChangeLines lines={lines} />
                </div>
                {one.kind === 'change' && canCancel.change && (
                  <CancelChange changeId={one.changeId} />
                )}
                {one.kind === 'next_plan' && canCancel.next_plan && ifCancelled && (
                  <CancelPlannedPlan
                    {...{ serviceId, itemVersionId: one.itemVersionId }}
                    {...{ plan: itemName, shown: ifCancelled }}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
