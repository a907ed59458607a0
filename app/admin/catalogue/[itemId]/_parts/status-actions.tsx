'use client';

import { Archive, CirclePlay, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { showToast } from '@/app/_ui/toasts';
import type { ItemStatus } from '@/lib/kit/words';
import { changeStatusAction, deleteItemAction } from '../../actions';

type StatusActionsProps = {
  itemId: number;
  name: string;
  status: ItemStatus;
  liveServices: number;
  plannedChanges: number;
  waitingOrders: number;
  isDeletable: boolean;
};

/** Puts the item on sale, retires it or deletes a draft, as its status allows. */
export function StatusActions({
  itemId,
  name,
  status,
  liveServices,
  plannedChanges,
  waitingOrders,
  isDeletable,
}: StatusActionsProps) {
  const t = useTranslations('admin-catalogue.status');
  const isActive = status === 'active';
  const verb = isActive ? 'retire' : 'activate';
  return (
    <>
      {isDeletable && (
        <ConfirmDialog
          trigger={
            <Button variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
              {t('delete')}
            </Button>
          }
          title={t('deleteTitle', { name })}
          confirmLabel={t('delete')}
          action={deleteItemAction}
          fields={<input type="hidden" name="itemId" value={itemId} />}
        >
          {t('deleteText')}
        </ConfirmDialog>
      )}
      <ConfirmDialog
        trigger={
          <Button icon={isActive ? <Archive aria-hidden /> : <CirclePlay aria-hidden />}>
            {t(verb)}
          </Button>
        }
        tone="accent"
        title={t(`${verb}Title`, { name })}
        confirmLabel={t(verb)}
        action={changeStatusAction}
        onDone={(state) => {
          if (state.message !== undefined) showToast({ title: state.message, tone: 'positive' });
        }}
        fields={
          <>
            <input type="hidden" name="itemId" value={itemId} />
            <input type="hidden" name="status" value={isActive ? 'retired' : 'active'} />
          </>
        }
      >
        {isActive ? (
          <>
            <p>{t('retireText', { count: liveServices })}</p>
            {plannedChanges > 0 && <p>{t('retirePlanned', { count: plannedChanges })}</p>}
            {waitingOrders > 0 && <p>{t('retireOrders', { count: waitingOrders })}</p>}
          </>
        ) : (
          t('activateText')
        )}
      </ConfirmDialog>
    </>
  );
}
