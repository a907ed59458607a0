import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { listPendingChanges, type PendingChange } from '@/lib/services/admin/detail/queries';
import { unpackChange } from '@/lib/services/scheduled-change-input';
import { cancelChange } from '../../_actions/actions';

interface PlannedCardProps {
  ctx: StaffCtx;
  serviceId: number;
  canCancel: boolean;
}

/** What waits for its day, and the way to take it back. */
export async function PlannedCard({ ctx, serviceId, canCancel }: PlannedCardProps) {
  const [t, dialog, f, changes] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.dialog.cancelChange'),
    getOperatorFormats(),
    listPendingChanges(ctx, serviceId),
  ]);
  const words = await changeWords();
  return (
    <Card title={t('planned')}>
      {changes.length === 0 ? (
        <p className="text-ink-muted">{t('noPlanned')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {changes.map((change) => (
            <li
              key={change.changeId}
              className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
            >
              <div className="min-w-0">
                <p className="font-medium">
                  {t('plannedOn', { day: f.date(change.effectiveDate) })}
                </p>
                <p className="text-ink-muted">
                  {words(change)}
                  {change.byName !== null && ` · ${t('plannedBy', { name: change.byName })}`}
                </p>
              </div>
              {canCancel && (
                <ConfirmDialog
                  trigger={<Button size="sm">{t('cancelPlanned')}</Button>}
                  title={dialog('title')}
                  confirmLabel={dialog('confirm')}
                  action={cancelChange}
                  fields={<input type="hidden" name="changeId" value={change.changeId} />}
                >
                  {dialog('text')}
                </ConfirmDialog>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

async function changeWords(): Promise<(change: PendingChange) => string> {
  const t = await getTranslations('admin-services.change');
  return ({ payload }) => {
    const change = unpackChange(payload);
    switch (change.kind) {
      case 'fields': {
        const { fields, network, discounts } = change;
        const names = [...Object.keys(fields ?? {})];
        if (network) names.push('network');
        if (discounts) names.push('discounts');
        return t('fields', { what: names.join(', ') });
      }
      case 'plan':
        return t('plan', { item: change.itemId });
      default:
        return t(change.kind);
    }
  };
}
