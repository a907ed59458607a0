import { CircleCheck, RefreshCw, Wifi, WifiOff } from 'lucide-react';
import type { PortalService } from '@/lib/screens/portal/services';
import { Fact } from './next-step';
import { getWords } from './words';

/** Progress of the service towards the subscriber: ready, connected, or the reason why not. */
export async function RouterLine({ service, now }: { service: PortalService; now: Date }) {
  const { t, f } = await getWords();
  const { status, onRouter, isConnected } = service;
  if (onRouter.kind === 'not_on_a_router') return null;
  if (onRouter.kind === 'out_of_service') return <OutOfService isActive={status === 'active'} />;
  if (onRouter.kind === 'activating') {
    const { failure } = onRouter;
    return (
      <Fact icon={<RefreshCw aria-hidden className="text-warning-ink" />}>
        {failure === null
          ? t(status === 'active' ? 'router.activating' : 'router.changing')
          : failure === 'left_as_is'
            ? t('failure.left_as_is')
            : t('router.retrying', { why: t(`failure.${failure}`) })}
      </Fact>
    );
  }
  if (status !== 'active') return null;
  const ready = t('router.ready', { time: f.relative(onRouter.at, now) });
  if (isConnected === null)
    return <Fact icon={<CircleCheck aria-hidden className="text-positive" />}>{ready}</Fact>;
  return isConnected ? (
    <Fact icon={<Wifi aria-hidden className="text-positive" />}>{t('router.connected')}</Fact>
  ) : (
    <Fact icon={<WifiOff aria-hidden className="text-ink-muted" />}>
      {t('router.notConnected')}
    </Fact>
  );
}

async function OutOfService({ isActive }: { isActive: boolean }) {
  const { t } = await getWords();
  return (
    <Fact icon={<RefreshCw aria-hidden className="text-warning-ink" />}>
      {t(isActive ? 'router.off' : 'router.offChange')}
    </Fact>
  );
}
