import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { listScheduledChanges } from '@/lib/services/admin/scheduled/queries';
import { CancelChange } from '../../_actions/cancel-change';
import { ChangeLines } from '../../_view/change-lines';
import { plannedWords } from '../../_view/planned-words';

interface PlannedCardProps {
  ctx: StaffCtx;
  serviceId: number;
  canCancel: boolean;
}

/** What waits for its day, and the way to take it back. */
export async function PlannedCard({ ctx, serviceId, canCancel }: PlannedCardProps) {
  const [t, f, { rows, names }] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
    listScheduledChanges(ctx, { serviceId }),
  ]);
  const words = await plannedWords(names);
  return (
    <Card title={t('planned')}>
      {rows.length === 0 ? (
        <p className="text-ink-muted">{t('noPlanned')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {rows.map(({ changeId, effectiveDate, change, byName }) => {
            const { title, lines, reason } = words(change);
            return (
              <li
                key={changeId}
                className="flex flex-wrap items-start justify-between gap-3 py-3 first:pt-0 last:pb-0"
              >
                <div className="min-w-0">
                  <p className="font-medium">{t('plannedOn', { day: f.date(effectiveDate) })}</p>
                  <p className="text-ink-muted">
                    {title}
                    {byName !== null && ` · ${t('plannedBy', { name: byName })}`}
                  </p>
                  {reason !== undefined && <p className="text-ink-muted">“{reason}”</p>}
                  <ChangeLines lines={lines} />
                </div>
                {canCancel && <CancelChange changeId={changeId} />}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
