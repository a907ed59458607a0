'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Form } from '@/app/_forms/form';
import type { FormAction, FormState } from '@/app/_forms/form-state';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Button } from '@/app/_ui/button';
import { IconButton } from '@/app/_ui/icon-button';
import { showToast } from '@/app/_ui/toasts';

/** An action on all selected rows. */
export type BulkAction = {
  id: string;
  label: string;
  icon?: ReactNode;
  tone?: 'danger';
  /** Receives `ids` (repeated), or `allMatching=on` with `query` (the table's query string). */
  action: FormAction;
  /** Confirmation; required for money and irreversible actions. */
  confirm?: { title: string; text: string; button: string; phrase?: string };
};

type BulkBarProps = {
  actions: readonly BulkAction[];
  selectedIds: readonly string[];
  isWholePage: boolean;
  total: { count: number; atLeast?: boolean } | undefined;
  queryString: string;
  onClear: () => void;
};

/** Bar at the bottom while rows are selected: their number, "all matching", and the actions. */
export function BulkBar({
  actions,
  selectedIds,
  isWholePage,
  total,
  queryString,
  onClear,
}: BulkBarProps) {
  const t = useTranslations('ui.table');
  const [wantsAll, setWantsAll] = useState(false);
  const canTakeAll =
    isWholePage && total !== undefined && (total.atLeast || total.count > selectedIds.length);
  const allMatching = wantsAll && canTakeAll;
  const hidden = allMatching ? (
    <>
      <input type="hidden" name="allMatching" value="on" />
      <input type="hidden" name="query" value={queryString} />
    </>
  ) : (
    selectedIds.map((id) => <input key={id} type="hidden" name="ids" value={id} />)
  );
  return (
    <div className="sticky bottom-0 z-20 animate-enter rounded-b-lg border-line border-t bg-surface-raised px-4 py-2.5 shadow-float max-md:bottom-16">
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="font-medium tabular-nums">
          {allMatching
            ? t(total.atLeast ? 'allMatchingSelectedAtLeast' : 'allMatchingSelected', {
                total: total.count,
              })
            : t('selected', { count: selectedIds.length })}
        </p>
        {canTakeAll && !allMatching && (
          <Button variant="ghost" size="sm" onClick={() => setWantsAll(true)}>
            {t(total.atLeast ? 'selectAllMatchingAtLeast' : 'selectAllMatching', {
              total: total.count,
            })}
          </Button>
        )}
        <IconButton label={t('clearSelection')} icon={<X aria-hidden />} onClick={onClear} />
        <div className="ms-auto flex flex-wrap gap-2">
          {actions.map((action) => (
            <BulkForm key={action.id} action={action} onDone={onClear}>
              {hidden}
            </BulkForm>
          ))}
        </div>
      </div>
    </div>
  );
}

type BulkFormProps = {
  action: BulkAction;
  onDone: () => void;
  children: ReactNode;
};

function BulkForm({ action, onDone, children }: BulkFormProps) {
  const done = (state: FormState) => {
    // The bar disappears with the selection, so the result is shown as a toast.
    if (state.message !== undefined) showToast({ title: state.message, tone: 'positive' });
    onDone();
  };
  const variant = action.tone === 'danger' ? 'dangerQuiet' : 'secondary';
  if (action.confirm) {
    return (
      <ConfirmDialog
        trigger={
          <Button size="sm" variant={variant} icon={action.icon}>
            {action.label}
          </Button>
        }
        title={action.confirm.title}
        confirmLabel={action.confirm.button}
        tone={action.tone === 'danger' ? 'danger' : 'accent'}
        action={action.action}
        onDone={done}
        fields={children}
        {...(action.confirm.phrase === undefined ? {} : { phrase: action.confirm.phrase })}
      >
        {action.confirm.text}
      </ConfirmDialog>
    );
  }
  return (
    <Form action={action.action} onSuccess={done} className="flex-row items-center">
      {children}
      <SubmitButton size="sm" variant={variant} icon={action.icon}>
        {action.label}
      </SubmitButton>
    </Form>
  );
}
