import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import { discountWorth } from '@/app/admin/_service-view/discount-worth';
import { intervalWords } from '@/app/admin/_service-view/interval-words';
import { nextChargeText } from '@/app/admin/_service-view/next-charge-words';
import type { ServiceDetail } from '@/lib/screens/admin/service';

type Fact = [id: string, label: string, value: ReactNode];

/** Facts that have a value; absent ones get no line. */
function listOf(facts: readonly Fact[]): KeyValue[] {
  return facts
    .filter(([, , value]) => value !== null && value !== '' && value !== undefined)
    .map(([id, label, value]) => ({ id, label, value }));
}

export async function MoneyCard({ service }: { service: ServiceDetail }) {
  const [t, form, due, f, interval] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.form'),
    getTranslations('admin-services.due'),
    getOperatorFormats(),
    intervalWords(),
  ]);
  const { customPriceMinor } = service;
  return (
    <Card title={t('money')}>
      <KeyValueList
        items={listOf([
          ['item', t('itemPrice'), f.money(service.unitPriceMinor)],
          [
            'custom',
            t('customPrice'),
            customPriceMinor === null ? t('usesItemPrice') : f.money(customPriceMinor),
          ],
          ['quantity', t('quantity'), `${f.count(service.quantity)} ${service.unit}`.trim()],
          ['today', t('priceToday'), f.money(service.priceTodayMinor)],
          ['mode', t('renews'), form(`modes.${service.mode}`)],
          ['period', t('period'), interval(service.interval)],
          ['next', t('nextCharge'), nextText(nextChargeText(due, f, service))],
          ['priority', t('priority'), f.count(service.priority)],
        ])}
      />
    </Card>
  );
}

function nextText(charge: ReturnType<typeof nextChargeText>): string | null {
  if (charge === null) return null;
  const { amount, when } = charge;
  return amount === null ? when : `${amount}, ${when}`;
}

export async function NetworkCard({ service }: { service: ServiceDetail }) {
  const [t, form, access, f] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.form'),
    getTranslations('admin-services.access'),
    getOperatorFormats(),
  ]);
  const { downBitsPerSecond: down, upBitsPerSecond: up, grantedBytes, ipv4Address } = service;
  const ipv4 = form(`ipv4Modes.${service.ipv4Mode}`);
  return (
    <Card title={t('network')}>
      <KeyValueList
        items={listOf([
          ['speed', t('speed'), down && up ? `${f.rate(down)} / ${f.rate(up)}` : null],
          ['data', t('data'), grantedBytes === null ? null : f.bytes(grantedBytes)],
          [
            'access',
            t('access'),
            service.accessMethod === null ? null : access(service.accessMethod),
          ],
          ['login', t('login'), service.login],
          [
            'password',
            t('password'),
            service.hasOwnPassword ? t('ownPassword') : t('customerPassword'),
          ],
          ['ipv4', t('ipv4'), ipv4Address === null ? ipv4 : `${ipv4Address} (${ipv4})`],
          [
            'pool',
            t('pool'),
            service.ipv4Mode === 'dynamic' ? (service.ipv4PoolName ?? t('anyPool')) : null,
          ],
          ['networks', t('networks'), service.additionalNetworks.join(', ')],
          ['macs', t('macs'), service.macAddresses.join(', ')],
          ['ipv6', t('ipv6'), service.ipv6Prefix],
          ['port', t('port'), service.portId],
        ])}
      />
    </Card>
  );
}

export async function PlaceCard({ service }: { service: ServiceDetail }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
  ]);
  const { latitude, longitude, endDate, waitsForServiceId, archivedAt } = service;
  return (
    <Card title={t('place')}>
      <KeyValueList
        items={listOf([
          ['start', t('start'), f.date(service.startDate)],
          ['end', t('end'), endDate === null ? t('noEnd') : f.date(endDate)],
          ['site', t('site'), service.siteName],
          [
            'location',
            t('location'),
            latitude === null || longitude === null ? null : (
              <a
                key="geo"
                href={`geo:${latitude},${longitude}`}
                className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-accent-ink"
              >
                {latitude}, {longitude}
              </a>
            ),
          ],
          [
            'waits',
            t('waitsFor'),
            waitsForServiceId === null ? null : (
              <AppLink
                key="waits"
                href={`/admin/services/${waitsForServiceId}`}
                className="underline"
              >
                #s{waitsForServiceId}
              </AppLink>
            ),
          ],
          ['since', t('since'), f.dateTime(service.createdAt)],
          ['archived', t('archivedAt'), archivedAt === null ? null : f.dateTime(archivedAt)],
        ])}
      />
    </Card>
  );
}

export async function DiscountCard({ service }: { service: ServiceDetail }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
  ]);
  return (
    <Card title={t('discounts')}>
      {service.discounts.length === 0 ? (
        <p className="text-ink-muted">{t('noDiscounts')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {service.discounts.map((discount) => (
            <li
              key={`${discount.kind}-${discount.startDate}-${discount.text}`}
              className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0 last:pb-0"
            >
              <span className="font-medium tabular-nums">
                {discountWorth(f, discount)}
                {discount.text !== '' && (
                  <span className="ms-2 font-normal text-ink-muted">{discount.text}</span>
                )}
              </span>
              <span className="text-ink-muted text-xs">
                {t('from', { day: f.date(discount.startDate) })}{' '}
                {discount.endDate === null
                  ? t('forever')
                  : t('until', { day: f.date(discount.endDate) })}
                {discount.stackable && ` · ${t('stackable')}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
