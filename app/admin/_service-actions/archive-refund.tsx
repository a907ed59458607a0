'use client';

import { useTranslations } from 'next-intl';
import { startTransition, useActionState, useEffect, useEffectEvent, useState } from 'react';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { useFormState } from '@/app/_forms/form-context';
import { type FormState, idleState } from '@/app/_forms/form-state';
import { Callout } from '@/app/_ui/callout';
import { lookAtArchive } from './actions';
import type { ArchiveQuestion } from './archive-question';

/**
 * Shows what of the paid period comes back, and asks whether it is given back, or says that days served in a grace stay
 * unpaid: from when the dialog opens.
 */
export function ArchiveRefund({ serviceId }: { serviceId: number }) {
  const t = useTranslations('admin-services.dialog.archive');
  const { state } = useFormState();
  const [looked, look] = useActionState(lookAtArchive, idleState);
  const [asked, setAsked] = useState<FormState>(idleState);
  // A later refusal, such as for a missing reason, has no question of its own.
  if (state.status === 'asks' && state !== asked) setAsked(state);
  const onOpen = useEffectEvent(() => {
    const form = new FormData();
    form.set('serviceId', String(serviceId));
    startTransition(() => look(form));
  });
  useEffect(() => onOpen(), []);
  const { data } = asked.status === 'asks' ? asked : looked;
  const { offer, was } = (data as ArchiveQuestion | undefined) ?? { offer: null, was: null };
  return (
    <div role="status" aria-live="polite" className="empty:hidden">
      {was !== null && (
        <div data-form-message tabIndex={-1} className="mb-3 rounded-lg">
          <Callout tone="warning">
            {t(was.change, { was: was.amount, now: offer?.amount ?? '' })}
          </Callout>
        </div>
      )}
      {offer?.kind === 'unpaid' && <Callout tone="warning">{t('unpaid', offer)}</Callout>}
      {offer !== null && <input type="hidden" name="decided" value="on" />}
      {offer?.kind === 'refund' ? (
        <div className="flex flex-col gap-3">
          <Callout tone="info">{t(offer.account, { amount: offer.amount })}</Callout>
          <CheckboxField
            name="givesBack"
            label={t('offer', { amount: offer.amount })}
            defaultChecked
          />
          <input type="hidden" name="shownMinor" value={offer.shownMinor} />
          <input type="hidden" name="shownAt" value={offer.shownAt} />
        </div>
      ) : (
        // Offered, so ticked until a person decides otherwise.
        <input type="hidden" name="givesBack" value="on" />
      )}
    </div>
  );
}
