import { CalendarClock, TrendingUp } from 'lucide-react';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import type { PortalService } from '@/lib/screens/portal/services';
import type { DataLeft } from '@/lib/screens/shared/usage';
import { DataGauge, hasGauge } from '../_parts/data-gauge';
import { Fact } from '../_parts/next-step';
import { getWords, type Words } from '../_parts/words';
import { noDataText } from '../_view/no-data-text';

/** Remaining data, when it expires, and whether it will last. */
export async function DataSummary({ service }: { service: PortalService }) {
  const { data } = service;
  if (data === null) return null;
  const words = await getWords();
  const { t, f } = words;
  const outlook = outlookOf(words, data);
  const isEmpty = data.isLimited && data.buckets.length === 0;
  const noData = isEmpty ? noDataText(words, service.renewal) : null;
  return (
    <Card>
      <div className="flex flex-col items-center gap-5 sm:flex-row sm:gap-7">
        {hasGauge(data) && <DataGauge data={data} />}
        <div className="flex w-full min-w-0 flex-1 flex-col gap-3">
          <p className="font-semibold text-base [overflow-wrap:anywhere]">{service.itemName}</p>
          {data.expiresAt !== null && (
            <Fact icon={<CalendarClock aria-hidden />}>
              {t('usage.until', { time: f.dateTime(data.expiresAt) })}
            </Fact>
          )}
          {outlook !== undefined && <Fact icon={<TrendingUp aria-hidden />}>{outlook}</Fact>}
          {noData !== null && <p className="text-ink-muted">{noData}</p>}
          {service.can.buyPack && (
            <div>
              <LinkButton href={`/services/${service.serviceId}#packs`} variant="soft">
                {t('data.more')}
              </LinkButton>
            </div>
          )}
        </div>
      </div>
    </Card>
  );
}

function outlookOf({ t, f }: Words, { projection }: DataLeft): string | undefined {
  switch (projection.kind) {
    case 'unknown':
      return undefined;
    case 'used-up':
      return t('usage.usedUp');
    case 'lasts':
      return t('usage.lasts', { left: f.bytes(projection.leftBytes) });
    case 'runs-out':
      return t('usage.runsOut', {
        time: f.dateTime(projection.at),
        early: f.duration(projection.earlySeconds),
      });
  }
}
