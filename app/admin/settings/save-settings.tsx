'use client';

import { useTranslations } from 'next-intl';
import { useFormState } from '@/app/_forms/form-context';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Callout } from '@/app/_ui/callout';

/** What new settings do to existing services and wallets, in the operator's formats. */
export type SettingsQuestion = {
  /** Sent back to confirm exactly this. */
  shown: string;
  services: number;
  before: string;
  after: string;
  from: string | null;
  until: string | null;
  moved: number;
  wallets: number;
  spendableBefore: string;
  spendableAfter: string;
};

/** Saves the settings; asks for confirmation when existing services are affected, and sends back what was shown. */
export function SaveSettings() {
  const t = useTranslations('admin-settings');
  const { state, pending } = useFormState();
  const question = state.status === 'asks' ? (state.data as SettingsQuestion) : null;
  return (
    <>
      <div role="status" aria-live="polite" className="empty:hidden">
        {question && !pending && (
          <div data-form-message tabIndex={-1} className="rounded-lg">
            <Question {...question} />
          </div>
        )}
      </div>
      {question && <input type="hidden" name="shown" value={question.shown} />}
      <SubmitButton className="self-start">{t(question ? 'asks.save' : 'save')}</SubmitButton>
    </>
  );
}

function Question(question: SettingsQuestion) {
  const t = useTranslations('admin-settings.asks');
  const { services, before, after, from, until, moved, wallets } = question;
  const { spendableBefore, spendableAfter } = question;
  return (
    <Callout tone="warning" title={t('title')}>
      <ul className="mt-1 list-disc ps-5">
        {services > 0 && (
          <li>
            {t('services', { count: services, before, after })}{' '}
            {t('from', { from: from ?? '', until: until ?? '' })}
          </li>
        )}
        {moved > 0 && <li>{t('moved', { count: moved })}</li>}
        {wallets > 0 && (
          <li>
            {t('wallets', { count: wallets, before: spendableBefore, after: spendableAfter })}
          </li>
        )}
      </ul>
    </Callout>
  );
}
