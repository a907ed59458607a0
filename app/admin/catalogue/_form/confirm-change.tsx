'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { RolloutPreviewTable, type RolloutPreviewText } from '../_view/rollout-preview';

/** The effect of a change of terms, as text. */
export type ChangePreviewText = {
  /** Names of the terms that change. */
  changed: string;
  /** Empty when no service has the item, because then there is nothing to ask. */
  choices: { value: string; label: string; hint: string; preview?: RolloutPreviewText }[];
};

type ConfirmChangeProps = {
  preview: ChangePreviewText | null;
  choice: string;
  onChoice: (value: string) => void;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks what to do with existing services, and previews each choice. */
export function ConfirmChange({
  preview,
  choice,
  onChoice,
  onConfirm,
  onClose,
}: ConfirmChangeProps) {
  const t = useTranslations('admin-catalogue.existing');
  const name = useId();
  const shown = preview?.choices.find(({ value }) => value === choice)?.preview;
  return (
    <Dialog
      open={preview !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="lg"
      title={t('title')}
      description={preview ? t('changed', { terms: preview.changed }) : undefined}
    >
      <fieldset>
        <legend className="mb-2 font-medium">{t('question')}</legend>
        <div className="grid gap-2">
          {preview?.choices.map((option) => (
            <label
              key={option.value}
              className="flex min-h-11 items-start gap-3 rounded-md border border-line p-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name={name}
                value={option.value}
                checked={option.value === choice}
                onChange={() => onChoice(option.value)}
                className="mt-0.5 size-4.5 shrink-0 accent-accent outline-none"
              />
              <span className="min-w-0">
                <span className="block font-medium">{option.label}</span>
                <span className="mt-0.5 block text-ink-muted text-xs">{option.hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {shown && <RolloutPreviewTable preview={shown} />}
      <DialogActions>
        <DialogClose>
          <Button>{t('back')}</Button>
        </DialogClose>
        <Button variant="primary" onClick={onConfirm}>
          {t(`confirm.${choice as 'keep' | 'now' | 'period_end'}`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
