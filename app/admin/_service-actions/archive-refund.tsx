'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { useFormState } from '@/app/_forms/form-context';
import { Callout } from '@/app/_ui/callout';

/** What a service gives back when it is archived, in the operator's formats. */
export type ArchiveQuestion = {
  /** Sent back to give back exactly this. */
  shownMinor: string;
  shownAt: string;
  amount: string;
  account: 'wallet' | 'postpaid';
};

/** Asks whether the unused part of the paid period is given back, before the service is archived. */
export function ArchiveRefund() {
  const t = useTranslations('admin-services.dialog.archive');
  const { state, pending } = useFormState();
  const question = state.status === 'asks' ? (state.data as ArchiveQuestion) : null;
  // Offered, so ticked until a person decides otherwise.
  if (!question) return <input type="hidden" name="givesBack" value="on" />;
  return (
    <div role="status" aria-live="polite" className="empty:hidden">
      {!pending && (
        <div data-form-message tabIndex={-1} className="flex flex-col gap-3 rounded-lg">
          <Callout tone="info">{t(question.account, { amount: question.amount })}</Callout>
          <CheckboxField name="givesBack" label={t('offer', { amount: question.amount })} />
          <input type="hidden" name="decided" value="on" />
          <input type="hidden" name="shownMinor" value={question.shownMinor} />
          <input type="hidden" name="shownAt" value={question.shownAt} />
        </div>
      )}
    </div>
  );
}
