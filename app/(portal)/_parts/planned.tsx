import { CalendarClock } from 'lucide-react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import type { PortalService } from '@/lib/screens/portal/services';
import type { Planned } from '@/lib/services/rules/planned';
import { plannedText } from '../_view/planned-text';
import { cancelPlanned } from './actions';
import { getWords } from './words';

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
            <Cancel serviceId={service.serviceId} planned={planned} label={t('planned.cancel')} />
          </li>
        );
      })}
    </ul>
  );
}

type CancelProps = {
  serviceId: number;
  planned: Planned;
  label: string;
};

function Cancel({ serviceId, planned, label }: CancelProps) {
  if (planned.kind !== 'next_plan' || !planned.isBySubscriber) return null;
  return (
    <Form action={cancelPlanned} label={label}>
      <input type="hidden" name="serviceId" value={serviceId} />
      <input type="hidden" name="itemVersionId" value={planned.itemVersionId} />
      <SubmitButton variant="secondary">{label}</SubmitButton>
    </Form>
  );
}
