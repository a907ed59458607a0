'use client';

import { useTranslations } from 'next-intl';
import { useFormState } from '@/app/_forms/form-context';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Callout } from '@/app/_ui/callout';
import type { NotTaken } from '@/lib/routers/rules/not-taken';

/** How a router that would serve fewer services affects those on it. */
export type RouterQuestion = {
  services: NotTaken;
  isOff: boolean;
  /** A password is never sent back by the server, so it has to be typed again. */
  hasPassword: boolean;
};

/** Saves a router; asks for confirmation when services are affected, and sends back what was shown. */
export function SaveRouter() {
  const t = useTranslations('admin-routers.form');
  const { state, pending } = useFormState();
  const question = state.status === 'asks' ? (state.data as RouterQuestion) : null;
  return (
    <>
      <div role="status" aria-live="polite" className="empty:hidden">
        {question && !pending && (
          <div data-form-message tabIndex={-1} className="rounded-lg">
            <Question {...question} />
          </div>
        )}
      </div>
      {question &&
        Object.entries(question.services).map(([name, count]) => (
          <input key={name} type="hidden" name={`accepted.${name}`} value={count} />
        ))}
      <div>
        <SubmitButton>{question ? t('asks.save') : t('save')}</SubmitButton>
      </div>
    </>
  );
}

function Question({ services, isOff, hasPassword }: RouterQuestion) {
  const t = useTranslations('admin-routers.form.asks');
  const why = isOff ? 'off' : 'method';
  const count = services.stays + services.held + services.later;
  return (
    <Callout tone="warning" title={t('title', { count, why })}>
      <ul className="mt-1 list-disc ps-5">
        {(['stays', 'held', 'later'] as const).map(
          (name) =>
            services[name] > 0 && <li key={name}>{t(name, { count: services[name], why })}</li>,
        )}
        <li>{t('added', { why })}</li>
      </ul>
      {hasPassword && <p className="mt-2">{t('password')}</p>}
    </Callout>
  );
}
