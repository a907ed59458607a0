import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Stat } from '@/app/_ui/stat';
import type { NetworkView } from '@/lib/screens/admin/networks';

/** Usage of a network's addresses, in figures. */
export async function NetworkFigures({ network }: { network: NetworkView }) {
  const [t, f] = await Promise.all([getTranslations('admin-addresses'), getOperatorFormats()]);
  const { assigned, reserved, pool, free } = network.counts;
  const isPool = network.usage === 'pool';
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {isPool ? (
        <Stat label={t('network.pool')} value={f.count(pool)} />
      ) : (
        <Stat label={t('network.used')} value={f.count(assigned)} />
      )}
      <Stat label={t('network.reserved')} value={f.count(reserved)} />
      <Stat
        label={isPool ? t('network.freePool') : t('network.free')}
        value={f.count(free)}
        {...(free === 0 && !isPool ? { tone: 'warning' as const } : {})}
      />
    </div>
  );
}

/** A network's settings. */
export async function NetworkFacts({ network }: { network: NetworkView }) {
  const [t, f] = await Promise.all([getTranslations('admin-addresses'), getOperatorFormats()]);
  const none = t('network.none');
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Card title={t('network.facts')}>
        <KeyValueList
          items={[
            { id: 'range', label: t('network.range'), value: network.cidr },
            { id: 'usable', label: t('network.usable'), value: f.count(network.counts.usable) },
            { id: 'gateway', label: t('network.gateway'), value: network.gateway ?? none },
            { id: 'router', label: t('network.router'), value: network.routerName ?? none },
            { id: 'site', label: t('network.site'), value: network.siteName ?? none },
          ]}
        />
      </Card>
      {network.reservations.length > 0 && (
        <Card title={t('network.reservations')}>
          <KeyValueList
            items={network.reservations.map(({ range, note }) => ({
              id: range,
              label: range,
              value: note || <span className="text-ink-muted">{t('network.noNote')}</span>,
            }))}
          />
        </Card>
      )}
      {network.pools.length > 0 && (
        <Card title={t('pools')}>
          <KeyValueList
            items={network.pools.map(({ poolId, name, range }) => ({
              id: String(poolId),
              label: (
                <AppLink href={`/admin/addresses/pools/${poolId}`} className="rounded-sm underline">
                  {name}
                </AppLink>
              ),
              value: range,
            }))}
          />
        </Card>
      )}
    </div>
  );
}
