import { CalendarClock } from 'lucide-react';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { PostedCharge } from '@/app/_operator/posted-charge';
import { Button } from '@/app/_ui/button';
import type { PortalService } from '@/lib/screens/portal/services';
import type { Planned } from '@/lib/services/rules/planned';
import { plannedText } from '../_view/planned-text';
import { cancelPlanned } from './actions';
import { getWords, type Words } from './words';

/** Scheduled changes of a service, with a way to cancel those the subscriber planned. */
export async function PlannedList({ service }: { service: PortalService }) {
  const words = await getWords();
  const { t } = words;
  return (
    <ul aria-label={t('planned.title')} className="flex flex-col divide-y divide-line">
      {service.planned.map((planned) => {
        const { when, title, lines } = plannedText(words, planned);
        return (
          <li
            key={`${planned.kind}-${when}-${title}`}
            className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0"
          >
            <div className="flex min-w-0 gap-2">
              <CalendarClock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-muted" />
              <div className="min-w-0 [overflow-wrap:anywhere]">
                <p className="font-medium">{title}</p>
                <p>{when}</p>
                {lines.map((line) => (
                  <p key={line} className="text-ink-muted">
                    {line}
                  </p>
                ))}
              </div>
            </div>
            <Cancel words={words} service={service} planned={planned} />
          </li>
        );
      })}
    </ul>
  );
}

type CancelProps = {
  words: Words;
  service: PortalService;
  planned: Planned;
};

/** Cancels a change that the subscriber planned, after saying what follows instead. */
function Cancel({ words: { t, f }, service, planned }: CancelProps) {
  if (planned.kind !== 'next_plan' || !planned.isBySubscriber) return null;
  const { serviceId, itemName: plan, ifCancelled } = service;
  if (ifCancelled === null) return null;
  const { priceMinor, at } = ifCancelled;
  const day = at === undefined ? 'none' : f.date(new Date(at));
  return (
    <ConfirmDialog
      trigger={<Button>{t('planned.cancel')}</Button>}
      title={t('planned.cancelTitle', { plan: planned.toName })}
      confirmLabel={t('planned.cancelConfirm', { plan })}
      tone="accent"
      action={cancelPlanned}
      goneText={t('planned.cancelGone', { plan: planned.toName })}
      fields={
        <>
          <input type="hidden" name="serviceId" value={serviceId} />
          <input type="hidden" name="itemVersionId" value={planned.itemVersionId} />
          <PostedCharge shown={ifCancelled} />
        </>
      }
    >
      {priceMinor === undefined
        ? t('planned.cancelEnds', { plan, day })
        : t('planned.cancelText', { plan, day, price: f.money(priceMinor) })}
    </ConfirmDialog>
  );
}
