import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Timeline, type TimelineStep } from '@/app/_ui/timeline';
import type { TimelineEvent } from '@/lib/timeline/rules';
import { detailOf, stateOf, type TimelineWords, titleOf } from './timeline-words';

type TimelineListProps = {
  events: readonly TimelineEvent[];
  /** Names the service of each event in a list of several services. */
  withService?: boolean;
};

/** Events, newest first: money, periods, data, holds and router confirmations. */
export async function TimelineList({ events, withService = false }: TimelineListProps) {
  const [t, money, holds, actions, failures, f] = await Promise.all([
    getTranslations('admin-customers.timeline'),
    getTranslations('admin-customers.money.kind'),
    getTranslations('admin-services.hold'),
    getTranslations('admin-services.historyAction'),
    getTranslations('routers.failure'),
    getOperatorFormats(),
  ]);
  if (events.length === 0) return <p className="text-ink-muted">{t('empty')}</p>;
  const words: TimelineWords = { t, money, holds, actions, failures, f };
  const steps = events.map((event): TimelineStep => {
    const detail = detailOf(event, words);
    const service = withService && event.serviceId !== null && (
      <AppLink href={`/admin/services/${event.serviceId}`} className="hover:underline">
        {t('service', { id: event.serviceId })}
      </AppLink>
    );
    return {
      id: event.id,
      title: titleOf(event, words),
      state: stateOf(event),
      time: (
        <time dateTime={event.at.toISOString()} title={f.dateTime(event.at)}>
          {f.dateShort(event.at)}, {f.timeExact(event.at)}
        </time>
      ),
      ...(detail === '' && !service
        ? {}
        : {
            detail: (
              <>
                {detail}
                {detail !== '' && service && ' · '}
                {service}
              </>
            ),
          }),
    };
  });
  return <Timeline steps={steps} label={t('title')} />;
}
