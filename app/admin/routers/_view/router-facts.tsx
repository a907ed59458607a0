import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import { DateTime } from '@/app/_ui/values';
import type { RouterDetail } from '@/lib/screens/admin/router';

/** Known facts about the router, entered by staff or read from it. */
export async function RouterFacts({ router, now }: { router: RouterDetail; now: Date }) {
  const [t, f] = await Promise.all([getTranslations('admin-routers'), getOperatorFormats()]);
  const none = <span className="text-ink-muted">–</span>;
  const facts: Record<string, KeyValue['value']> = {
    address: `${router.host}:${router.port}`,
    encryption: router.useTls ? t('facts.tls') : t('facts.plain'),
    username: router.username,
    site: router.siteName ?? none,
    access: router.accessMethods.map((method) => t(`form.method.${method}`)).join(', '),
    local: router.pppLocalAddress ?? none,
    identity: router.identity ?? none,
    board: router.board ?? none,
    version: router.version ?? none,
    seen:
      router.lastSeenAt === null ? (
        t('never')
      ) : router.identity === null ? (
        t('facts.notSeenThere')
      ) : (
        <DateTime f={f} value={router.lastSeenAt} show="relative" now={now} />
      ),
    pools:
      router.pools.length === 0
        ? none
        : router.pools.map(({ name, first, last }) => `${name}: ${first} – ${last}`).join(', '),
  };
  return (
    <Card title={t('facts.title')}>
      <KeyValueList
        layout="facts"
        items={Object.entries(facts).map(([id, value]) => ({
          id,
          label: t(`facts.${id}`),
          value,
        }))}
      />
      {router.useTls && (
        <p className="mt-4 text-ink-muted text-xs">
          {t('facts.fingerprint')}{' '}
          <span className="font-mono [overflow-wrap:anywhere]">
            {router.tlsFingerprint ?? t('facts.noFingerprint')}
          </span>
        </p>
      )}
    </Card>
  );
}
