'use client';

import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { showToast } from '@/app/_ui/toasts';
import { resumeRolloutAction } from './actions';

/** Button that resumes a stalled rollout. */
export function ResumeRollout({ rolloutId }: { rolloutId: string }) {
  const t = useTranslations('admin-catalogue.rollout');
  return (
    <ConfirmDialog
      trigger={<Button>{t('resume')}</Button>}
      tone="accent"
      title={t('resume')}
      confirmLabel={t('resume')}
      action={resumeRolloutAction}
      onDone={() => showToast({ title: t('resumed'), tone: 'positive' })}
      fields={<input type="hidden" name="rolloutId" value={rolloutId} />}
    >
      {t('resumeHint')}
    </ConfirmDialog>
  );
}
