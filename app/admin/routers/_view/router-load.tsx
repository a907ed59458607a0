import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Meter } from '@/app/_ui/meter';
import { CardSkeleton } from '@/app/_ui/skeleton';
import { DateTime } from '@/app/_ui/values';
import type { Ctx } from '@/lib/context';
import type { Formats } from '@/lib/kit/format';
import { isNoAnswer, type NoAnswer } from '@/lib/routers/live/ask-router';
import { getRouterLoad } from '@/lib/routers/live/get-router-load';
import type { RouterLoad } from '@/lib/routers/live/read-load';
import { getRouterActivity } from '@/lib/screens/admin/router';

type LiveCardProps = {
  ctx: Ctx;
  routerId: number;
};

/** The router's current load, queried live. A slow or silent router is reported as such and delays nothing. */
export async function LiveCard({ ctx, routerId }: LiveCardProps) {
  const [t, f, load, activity] = await Promise.all([
    getTranslations('admin-routers.live'),
    getOperatorFormats(),
    getRouterLoad(ctx, routerId),
    getRouterActivity(ctx, routerId),
  ]);
  const never = (await getTranslations('admin-routers'))('never');
  const when = (at: Date | null) =>
    at === null ? never : <DateTime f={f} value={at} show="relative" now={ctx.now} />;
  return (
    <Card title={t('title')} description={t('text')}>
      <div className="flex flex-col gap-4">
        {isNoAnswer(load) ? <Silence answer={load} /> : <Load load={load} f={f} />}
        <KeyValueList
          layout="facts"
          items={[
            { id: 'pushed', label: t('lastSync'), value: when(activity.pushedAt) },
            { id: 'compared', label: t('lastCompare'), value: when(activity.comparedAt) },
          ]}
        />
      </div>
    </Card>
  );
}

export function LiveCardSkeleton() {
  return <CardSkeleton rows={4} />;
}

async function Silence({ answer }: { answer: NoAnswer }) {
  const [t, failures] = await Promise.all([
    getTranslations('admin-routers.live'),
    getTranslations('routers.failure'),
  ]);
  const { reason } = answer;
  const isOurs = reason === 'off' || reason === 'new' || reason === 'busy';
  return (
    <p className="text-ink-muted">
      {t('none')} {isOurs ? t(`reason.${reason}`) : failures(reason)}
    </p>
  );
}

async function Load({ load, f }: { load: RouterLoad; f: Formats }) {
  const t = await getTranslations('admin-routers.live');
  const { cpuPercent, memoryUsedBytes: used, memoryTotalBytes: total, uptimeSeconds } = load;
  const { pppSessions: ppp, hotspotSessions: hotspot } = load;
  const memory = used === null || total === null ? null : f.bytesOf(used, total);
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Meter
        label={t('cpu')}
        ratio={(cpuPercent ?? 0) / 100}
        value={cpuPercent === null ? t('unknown') : f.percent(cpuPercent / 100)}
        tone={cpuPercent !== null && cpuPercent >= 90 ? 'danger' : 'accent'}
        size="sm"
      />
      <Meter
        label={t('memory')}
        ratio={used === null || !total ? 0 : Number(used) / Number(total)}
        value={memory === null ? t('unknown') : `${memory.used} / ${memory.total}`}
        size="sm"
      />
      <Figure
        label={t('uptime')}
        value={uptimeSeconds === null ? t('unknown') : f.duration(uptimeSeconds)}
      />
      <Figure
        label={t('sessions')}
        value={f.count(ppp + hotspot)}
        detail={t('ofKinds', { ppp: f.count(ppp), hotspot: f.count(hotspot) })}
      />
    </div>
  );
}

function Figure({ label, value, detail }: { label: string; value: string; detail?: string }) {
  return (
    <div className="min-w-0">
      <p className="text-ink-muted">{label}</p>
      <p className="font-medium tabular-nums">{value}</p>
      {detail !== undefined && <p className="text-ink-muted text-xs">{detail}</p>}
    </div>
  );
}
