'use client';

import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { useTranslations } from 'next-intl';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { ALERT_STYLES, BACKDROP_STYLES } from '@/app/_ui/dialog';
import { showEndedDialog } from '@/app/_ui/ended-dialog';
import { Form } from './form';
import { OnRefused } from './form-context';
import type { FormAction, FormState } from './form-state';
import { PhraseField } from './phrase-field';
import { SubmitButton } from './submit-button';
import { useClosingNotice } from './use-closing-notice';

export type ConfirmDialogProps = {
  /** The button that opens the dialog. */
  trigger: ReactElement;
  title: ReactNode;
  /** The consequences, in words and figures. */
  children: ReactNode;
  /** Names the consequence: "Archive service". */
  confirmLabel: string;
  action: FormAction;
  /** Hidden inputs, a reason field, an `IdempotencyKey`. */
  fields?: ReactNode;
  tone?: 'danger' | 'accent';
  /** Text to type as confirmation; for money and irreversible actions. */
  phrase?: string;
  onDone?: (state: FormState) => void;
  /** Why it can no longer be confirmed, if a refresh of the page removes the dialog while it is open. */
  goneText?: string;
};

/**
 * Asks for confirmation of what it showed when it was opened; shows a refusal inside, with the figures of the refresh
 * that comes with it, and closes on success. If a refresh of the page removes it while it is open, it stays readable,
 * with the reason.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('ui');
  const [open, setOpen] = useState(false);
  // What a refresh of the page brings never replaces what a person is looking at; the command refuses it if it no
  // longer holds.
  const [opened, setOpened] = useState(props);
  // After a refusal it is news, and the command would refuse the first figures again.
  const [isRefused, setRefused] = useState(false);
  if (open && isRefused && isNews(opened, props)) {
    setOpened(props);
    setRefused(false);
  }
  const shown = open ? opened : props;
  const { title, children, confirmLabel, action, fields, tone = 'danger', phrase } = shown;
  const [typed, setTyped] = useState('');
  const watched = useClosingNotice({
    isOpen: open,
    onEnded: () => {
      const reason = opened.goneText ?? t('confirm.gone');
      showEndedDialog({ title, children, confirmLabel, tone, reason });
    },
    action,
  });
  const blocked = phrase !== undefined && typed.trim() !== phrase;
  return (
    <Base.Root
      open={open}
      onOpenChange={(opens) => {
        if (opens) {
          setOpened(props);
          setRefused(false);
          setTyped('');
        }
        setOpen(opens);
      }}
    >
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLES} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center sm:items-center sm:p-6">
          <Base.Popup className={ALERT_STYLES}>
            <Base.Title className="font-semibold text-lg leading-snug">{title}</Base.Title>
            <Base.Description render={<div />} className="mt-2 text-ink-muted">
              {children}
            </Base.Description>
            <OnRefused value={() => setRefused(true)}>
              <Form
                action={watched}
                className="mt-4"
                onSuccess={(state) => {
                  setOpen(false);
                  props.onDone?.(state);
                }}
              >
                {fields}
                {phrase !== undefined && (
                  <PhraseField phrase={phrase} value={typed} onChange={setTyped} />
                )}
                <div className="mt-1 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
                  <Base.Close render={<Button />}>{t('cancel')}</Base.Close>
                  <SubmitButton
                    variant={tone === 'danger' ? 'danger' : 'primary'}
                    disabledReason={blocked ? t('confirm.mismatch') : undefined}
                  >
                    {confirmLabel}
                  </SubmitButton>
                </div>
              </Form>
            </OnRefused>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** A refresh of the page brings new elements; rendering this dialog again does not. */
function isNews(opened: ConfirmDialogProps, fresh: ConfirmDialogProps): boolean {
  return opened.children !== fresh.children || opened.fields !== fresh.fields;
}
