'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { PhraseField } from '@/app/_forms/phrase-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField, TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions } from '@/app/_ui/dialog';
import { showToast } from '@/app/_ui/toasts';
import { archive, disable, enable, pause, remove, resume, stop, syncNow, unstop } from './actions';
import { ArchiveRefund } from './archive-refund';

export type ServiceDialogKind =
  | 'pause'
  | 'resume'
  | 'stop'
  | 'unstop'
  | 'disable'
  | 'enable'
  | 'sync'
  | 'archive'
  | 'delete';

const actions: Record<ServiceDialogKind, FormAction> = {
  pause,
  resume,
  stop,
  unstop,
  disable,
  enable,
  sync: syncNow,
  archive,
  delete: remove,
};

/** Actions that require a reason; the others are self-explanatory. */
const withReason: ReadonlySet<ServiceDialogKind> = new Set([
  'pause',
  'stop',
  'unstop',
  'disable',
  'enable',
  'archive',
]);
const optionalReason: ReadonlySet<ServiceDialogKind> = new Set(['pause']);
/** Irreversible actions must be confirmed by typing. */
const typed: ReadonlySet<ServiceDialogKind> = new Set(['archive', 'delete']);

/** What becomes of the changes planned for the service. */
const effectOnPlanned: Partial<Record<ServiceDialogKind, 'dropped' | 'stay'>> = {
  resume: 'stay',
  stop: 'stay',
  disable: 'stay',
  archive: 'dropped',
};

type ServiceDialogProps = {
  kind: ServiceDialogKind;
  serviceId: number;
  name: string;
  tomorrow: string;
  paidUntil: string | null;
  plannedCount: number;
  onClose: () => void;
};

/** Explains the effect of an action on the service, its money and its router, and runs it. */
export function ServiceDialog({
  kind,
  serviceId,
  name,
  tomorrow,
  paidUntil,
  plannedCount,
  onClose,
}: ServiceDialogProps) {
  const t = useTranslations('admin-services.dialog');
  const field = namedFields(t);
  const pauseField = namedFields(t, 'pause');
  const ui = useTranslations('ui');
  const router = useRouter();
  const [phrase, setPhrase] = useState('');
  const blocked = typed.has(kind) && phrase.trim() !== name;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`${kind}.title`, { name })}
      description={t(`${kind}.text`)}
    >
      <Form
        action={actions[kind]}
        label={t(`${kind}.title`, { name })}
        onSuccess={({ message, data }) => {
          onClose();
          if (message !== undefined) showToast({ title: message, tone: 'positive' });
          if (typeof data === 'string') router.push(data as Parameters<typeof router.push>[0]);
        }}
      >
        <input type="hidden" name="serviceId" value={serviceId} />
        {kind === 'pause' && (
          <>
            <DateField {...pauseField('until')} min={tomorrow} />
            {paidUntil !== null && (
              <p className="rounded-md bg-info-soft p-3 text-info-ink">
                {t('pause.effect', { time: paidUntil })}
              </p>
            )}
          </>
        )}
        {plannedCount > 0 && kind in effectOnPlanned && (
          <p className="rounded-md bg-info-soft p-3 text-info-ink">
            {t(`planned.${effectOnPlanned[kind]}`, { count: plannedCount })}
          </p>
        )}
        {withReason.has(kind) && (
          <TextField {...field('reason')} required={!optionalReason.has(kind)} maxLength={500} />
        )}
        {kind === 'archive' && <ArchiveRefund serviceId={serviceId} />}
        {typed.has(kind) && <PhraseField phrase={name} value={phrase} onChange={setPhrase} />}
        <DialogActions>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <SubmitButton
            variant={['stop', 'disable', 'archive', 'delete'].includes(kind) ? 'danger' : 'primary'}
            disabledReason={blocked ? ui('confirm.mismatch') : undefined}
          >
            {t(`${kind}.confirm`)}
          </SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
