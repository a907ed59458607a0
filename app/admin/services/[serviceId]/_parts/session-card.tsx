import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { SteadyRefresh } from '@/app/_live/steady-refresh';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { CardSkeleton } from '@/app/_ui/skeleton';
import { DateTime } from '@/app/_ui/values';
import type { Ctx } from '@/lib/context';
import { isNoAnswer, type NoAnswer } from '@/lib/routers/live/ask-router';
import { findServiceSession, type ServiceSession } from '@/lib/routers/live/find-service-session';
import { kick } from './router-actions';

type SessionCardProps = {
  ctx: Ctx;
  serviceId: number;
  /** False for a fixed address, which has no login. */
  hasLogin: boolean;
  canKick: boolean;
};

/** The service's current session, queried live from its router. */
export async function SessionCard({ ctx, serviceId, hasLogin, canKick }: SessionCardProps) {
  const [t, seen] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    findServiceSession(ctx, serviceId),
  ]);
  if (seen === null) return null;
  const isOnline = !isNoAnswer(seen) && seen.sessions.length > 0;
  return (
    <Card
      title={t('live')}
      actions={isOnline && hasLogin && <Kick serviceId={serviceId} canKick={canKick} />}
    >
      <SteadyRefresh seconds={15} />
      {isNoAnswer(seen) ? (
        <Silence answer={seen} />
      ) : isOnline ? (
        <Sessions seen={seen} now={ctx.now} />
      ) : (
        <p className="text-ink-muted">{hasLogin ? t('offline') : t('noLease')}</p>
      )}
    </Card>
  );
}

export function SessionCardSkeleton() {
  return <CardSkeleton rows={3} />;
}

async function Silence({ answer }: { answer: NoAnswer }) {
  const [t, live, failures] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    getTranslations('admin-routers.live.reason'),
    getTranslations('routers.failure'),
  ]);
  const { reason } = answer;
  const isOurs = reason === 'off' || reason === 'new' || reason === 'busy';
  return (
    <p className="text-ink-muted">
      {t('noAnswer')} {isOurs ? live(reason) : failures(reason)}
    </p>
  );
}

async function Sessions({ seen, now }: { seen: ServiceSession; now: Date }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    getOperatorFormats(),
  ]);
  const { rate } = seen;
  return (
    <div className="flex flex-col gap-4">
      {seen.sessions.map((session) => (
        <KeyValueList
          key={`${session.address} ${session.mac}`}
          items={[
            {
              id: 'since',
              label: t('since'),
              value:
                session.since === null ? (
                  t('untold')
                ) : (
                  <DateTime f={f} value={session.since} show="relative" now={now} />
                ),
            },
            { id: 'address', label: t('address'), value: session.address ?? t('untold') },
            { id: 'mac', label: t('mac'), value: session.mac ?? t('untold') },
          ]}
        />
      ))}
      <p className="flex flex-wrap justify-between gap-x-4 border-line border-t pt-2">
        <span className="text-ink-muted">{t('rate')}</span>
        <span className="tabular-nums">
          {rate === null
            ? t('untold')
            : t('rates', { down: f.rate(rate.down), up: f.rate(rate.up) })}
        </span>
      </p>
    </div>
  );
}

async function Kick({ serviceId, canKick }: { serviceId: number; canKick: boolean }) {
  const t = await getTranslations('admin-services.onRouter');
  if (!canKick) {
    return (
      <Button size="sm" disabledReason={t('noRight')}>
        {t('kick')}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="dangerQuiet">
          {t('kick')}
        </Button>
      }
      title={t('kickTitle')}
      confirmLabel={t('kick')}
      action={kick}
      fields={<input type="hidden" name="serviceId" value={serviceId} />}
    >
      {t('kickText')}
    </ConfirmDialog>
  );
}
