'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { startRolloutAction } from './actions';

type StartRolloutButtonProps = {
  rolloutId: string;
  itemId: number;
  targetItemId: number;
  moment: string;
  /** The terms that the preview shows. */
  shownVersionId: number;
  count: number;
};

/** Confirms with the number of services, and starts. */
export function StartRolloutButton({ rolloutId, count, ...fields }: StartRolloutButtonProps) {
  const t = useTranslations('admin-catalogue.rollout');
  // Keeps its first id through every refresh of the preview, so that a second click is the same rollout.
  const [id] = useState(rolloutId);
  return (
    <ConfirmDialog
      trigger={<Button variant="primary">{t('start', { count })}</Button>}
      tone="accent"
      title={t('startTitle', { count })}
      confirmLabel={t('start', { count })}
      action={startRolloutAction}
      fields={
        <>
          <input type="hidden" name="rolloutId" value={id} />
          <input type="hidden" name="shownCount" value={count} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        </>
      }
    >
      {t('startText')}
    </ConfirmDialog>
  );
}
