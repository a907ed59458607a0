import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { DateTime } from '@/app/_ui/values';
import { PushLine } from '@/app/admin/_service-view/service-status';
import type { Ctx } from '@/lib/context';
import type { ServiceCard } from '@/lib/screens/admin/service-cards';
import {
  type DesiredRowView,
  findServiceOnRouter,
  type ServiceOnRouterDetail,
} from '@/lib/screens/admin/service-on-router';
import { repush } from './router-actions';

type RouterCardProps = {
  ctx: Ctx;
  service: ServiceCard;
  canPush: boolean;
};

/** Desired rows of a service on its router and what it confirmed, row by row. */
export async function RouterCard({ ctx, service, canPush }: RouterCardProps) {
  const { serviceId } = service;
  const [t, title, f, detail] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
    findServiceOnRouter(ctx, serviceId),
  ]);
  return (
    <Card
      title={title('router')}
      actions={detail !== null && <Repush serviceId={serviceId} canPush={canPush} />}
    >
      <PushLine service={service} f={f} now={ctx.now} />
      {detail !== null && (
        <div className="mt-4 grid gap-4 sm:grid-cols-2">
          <section aria-label={t('desired')} className="min-w-0">
            <h3 className="text-ink-muted text-xs">{t('desired')}</h3>
            <Desired detail={detail} />
          </section>
          <section aria-label={t('applied')} className="min-w-0">
            <h3 className="text-ink-muted text-xs">{t('applied')}</h3>
            <Applied detail={detail} now={ctx.now} />
          </section>
        </div>
      )}
      {detail !== null && (
        <p className="mt-4 text-xs">
          <AppLink href={`/admin/routers/${detail.routerId}`} className="rounded-sm underline">
            {t('open')}
          </AppLink>
        </p>
      )}
    </Card>
  );
}

async function Desired({ detail }: { detail: ServiceOnRouterDetail }) {
  const [t, missing] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    getTranslations('routers.missing'),
  ]);
  const { rows, missing: part } = detail.desired;
  if (part !== null) {
    return (
      <p className="text-danger-ink">
        {t('missing')} {missing(part)}
      </p>
    );
  }
  if (rows.length === 0) return <p>{t('rows', { count: 0 })}</p>;
  return rows.map((row) => <DesiredRow key={`${row.menu} ${row.key}`} row={row} />);
}

/** A row that expands to its properties, which never include a password. */
async function DesiredRow({ row }: { row: DesiredRowView }) {
  const t = await getTranslations('admin-services.onRouter');
  return (
    <details className="mt-1">
      <summary className="cursor-pointer rounded-sm [overflow-wrap:anywhere]">
        <span className="font-medium">{row.key}</span>{' '}
        <span className="font-mono text-ink-muted text-xs">{row.menu}</span>
      </summary>
      <dl className="mt-1 border-line border-s ps-3 font-mono text-xs leading-relaxed">
        {Object.entries(row.attributes).map(([name, value]) => (
          <div key={name} className="[overflow-wrap:anywhere]">
            <dt className="inline text-ink-muted">{name}: </dt>
            <dd className="inline">{value === null || value === '' ? t('absent') : value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

async function Applied({ detail, now }: { detail: ServiceOnRouterDetail; now: Date }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.onRouter'),
    getOperatorFormats(),
  ]);
  const { at, rows, version } = detail.applied;
  if (at === null) return <p>{t('never')}</p>;
  const isSame = version >= detail.desired.version;
  return (
    <>
      <p>
        {isSame && `${t('same')}, `}
        <DateTime f={f} value={at} show="relative" now={now} />
      </p>
      <ul className="mt-1">
        {rows.map((row) => (
          <li key={`${row.menu} ${row.key}`} className="[overflow-wrap:anywhere]">
            {row.key} <span className="font-mono text-ink-muted text-xs">{row.menu}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

async function Repush({ serviceId, canPush }: { serviceId: number; canPush: boolean }) {
  const t = await getTranslations('admin-services.onRouter');
  if (!canPush) {
    return (
      <Button size="sm" disabledReason={t('noRight')}>
        {t('repush')}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('repush')}</Button>}
      title={t('repushTitle')}
      confirmLabel={t('repush')}
      action={repush}
      tone="accent"
      fields={<input type="hidden" name="serviceId" value={serviceId} />}
    >
      {t('repushText')}
    </ConfirmDialog>
  );
}
