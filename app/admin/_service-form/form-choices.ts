import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { type IntervalWords, intervalWords } from '@/app/admin/_service-view/interval-words';
import type { ItemView } from '@/lib/catalog/item-view';
import { planTargetVerdict } from '@/lib/catalog/rules/plan-target';
import type { Formats } from '@/lib/kit/format';
import { localDateOf } from '@/lib/kit/time';
import type { AccessMethod, ItemKind } from '@/lib/kit/words';
import type { PoolFill } from '@/lib/network/rules/plan';
import { listServiceChoices } from '@/lib/screens/admin/service-choices';
import { listChangePrices } from '@/lib/screens/portal/plan-change';

/** Data the form needs, serialisable for the browser. */
export type FormChoices = {
  currency: string;
  /** Current business day of the operator. */
  today: string;
  items: {
    itemId: number;
    name: string;
    hint: string;
    kind: ItemKind;
    intervalCount: number | null;
  }[];
  routers: { routerId: number; name: string; isOff: boolean; accessMethods: AccessMethod[] }[];
  pools: {
    poolId: number;
    routerId: number;
    name: string;
    label: string;
    fill: PoolFill;
    services: number;
    size: number;
  }[];
  sites: { siteId: number; name: string }[];
  others: { serviceId: number; label: string }[];
};

export async function readFormChoices(
  ctx: StaffCtx,
  input: { customerId: number; serviceId?: number },
): Promise<FormChoices> {
  const { customerId, serviceId } = input;
  const [choices, prices, { currency, timeZone }, f, interval, t, form] = await Promise.all([
    listServiceChoices(ctx, input),
    serviceId === undefined ? null : listChangePrices(ctx, { customerId, serviceId }),
    getOperator(),
    getOperatorFormats(),
    intervalWords(),
    getTranslations('ui'),
    getTranslations('admin-services.form'),
  ]);
  return {
    currency,
    today: localDateOf(ctx.now, timeZone),
    items: choices.items.map((item) => ({
      itemId: item.itemId,
      name: item.name,
      kind: item.kind,
      intervalCount: item.terms.intervalCount,
      hint: hintOf(item, f, {
        interval,
        unlimited: t('unlimited'),
        priceMinor: prices?.get(item.itemId) ?? item.terms.unitPriceMinor,
      }),
    })),
    routers: choices.routers.map(({ siteName, ...router }) => ({
      ...router,
      name:
        siteName === null || siteName === router.name
          ? router.name
          : `${router.name} (${siteName})`,
    })),
    pools: choices.pools.map(({ poolId, routerId, name, fill, services, size, ...range }) => ({
      poolId,
      routerId,
      name,
      fill,
      services,
      size,
      label: form('poolOption', {
        pool: `${name}: ${range.firstAddress} – ${range.lastAddress}`,
        services: f.count(services),
        size: f.count(size),
      }),
    })),
    sites: choices.sites,
    others: choices.others.map(({ serviceId, itemName, login }) => ({
      serviceId,
      label: [`#s${serviceId}`, itemName, login].filter(Boolean).join(' · '),
    })),
  };
}

/** The items a service may change to, by the same rule that refuses all others. */
export function planTargetsOf(
  choices: FormChoices,
  service: { itemId: number; kind: ItemKind },
): FormChoices['items'] {
  return choices.items.filter(
    (item) => item.itemId !== service.itemId && planTargetVerdict(service, item).allowed,
  );
}

function hintOf(
  { terms, kind }: ItemView,
  f: Formats,
  words: { interval: IntervalWords; unlimited: string; priceMinor: bigint },
): string {
  const { interval, unlimited, priceMinor } = words;
  const { intervalCount: count, intervalUnit: unit } = terms;
  const price = f.money(priceMinor);
  const parts = [`${price} ${interval(count === null || unit === null ? null : { count, unit })}`];
  if (kind === 'internet') {
    parts.push(terms.dataLimitBytes === null ? unlimited : f.bytes(terms.dataLimitBytes));
    if (terms.downBitsPerSecond !== null && terms.upBitsPerSecond !== null)
      parts.push(`${f.rate(terms.downBitsPerSecond)} / ${f.rate(terms.upBitsPerSecond)}`);
  }
  return parts.join(' · ');
}
