'use client';

import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { useTranslations } from 'next-intl';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { BACKDROP_STYLES } from '@/app/_ui/dialog';
import { Form } from './form';
import type { FormAction, FormState } from './form-state';
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
  /** Says what may have happened if a refresh of the page removes the dialog while it is open. */
  goneText?: string;
};

/** Asks for confirmation of what it showed when it was opened; shows a refusal inside and closes on success. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('ui');
  const [open, setOpen] = useState(false);
  // What a refresh of the page brings never replaces what a person is looking at; the command refuses it if it no
  // longer holds.
  const [opened, setOpened] = useState(props);
  const shown = open ? opened : props;
  const { title, children, confirmLabel, action, fields, tone = 'danger', phrase } = shown;
  const [typed, setTyped] = useState('');
  const watched = useClosingNotice({
    isOpen: open,
    gone: props.goneText ?? t('confirm.gone'),
    action,
  });
  const blocked = phrase !== undefined && typed.trim() !== phrase;
  return (
    <Base.Root
      open={open}
      onOpenChange={(opens) => {
        if (opens) setOpened(props);
        setOpen(opens);
      }}
    >
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLES} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center sm:items-center sm:p-6">
          <Base.Popup className="max-h-[92dvh] w-full overflow-y-auto rounded-t-xl border border-line bg-surface-raised p-5 shadow-float outline-none transition-[opacity,translate] duration-200 ease-out-soft data-ending-style:translate-y-4 data-starting-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:max-w-md sm:rounded-xl">
            <Base.Title className="font-semibold text-lg leading-snug">{title}</Base.Title>
            <Base.Description render={<div />} className="mt-2 text-ink-muted">
              {children}
            </Base.Description>
            <Form
              action={watched}
              className="mt-4"
              onSuccess={(state) => {
                setOpen(false);
                props.onDone?.(state);
              }}
            >
              {fields}
              {phrase !== undefined && <PhraseField phrase={phrase} onChange={setTyped} />}
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
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function PhraseField({ phrase, onChange }: { phrase: string; onChange: (text: string) => void }) {
  const t = useTranslations('ui.confirm');
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {t('type', { phrase })}
      </label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="control"
      />
    </div>
  );
}
