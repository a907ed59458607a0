'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { useFormState } from '@/app/_forms/form-context';
import { Callout } from '@/app/_ui/callout';

/** What a service gives back when it is archived, or leaves unpaid, in the operator's formats. */
export type ArchiveQuestion = Refund | Unpaid;

type Unpaid = { kind: 'unpaid'; amount: string; days: number };

type Refund = {
  kind: 'refund';
  /** Sent back to give back exactly this. */
  shownMinor: string;
  shownAt: string;
  amount: string;
  account: 'wallet' | 'postpaid';
};

/**
 * Asks whether the unused part of the paid period is given back, or says that days served in a grace stay unpaid, before
 * the service is archived.
 */
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
          {question.kind === 'unpaid' ? (
            <Callout tone="warning">{t('unpaid', question)}</Callout>
          ) : (
            <Offer question={question} />
          )}
          <input type="hidden" name="decided" value="on" />
        </div>
      )}
    </div>
  );
}

function Offer({ question: { account, amount, shownMinor, shownAt } }: { question: Refund }) {
  const t = useTranslations('admin-services.dialog.archive');
  return (
    <>
      <Callout tone="info">{t(account, { amount })}</Callout>
      <CheckboxField name="givesBack" label={t('offer', { amount })} />
      <input type="hidden" name="shownMinor" value={shownMinor} />
      <input type="hidden" name="shownAt" value={shownAt} />
    </>
  );
}
