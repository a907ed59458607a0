import 'server-only';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Formats } from '@/lib/kit/format';

/** The portal's words and formats, loaded once per request. */
export const getWords = cache(async () => {
  const [t, f] = await Promise.all([getTranslations('portal'), getOperatorFormats()]);
  return { t, f };
});

export type Words = { t: Awaited<ReturnType<typeof getTranslations<'portal'>>>; f: Formats };

type Interval = { count: number; unit: 'day' | 'week' | 'month' };

/** `€5.00 a week`, `€19.00 every 2 months`, or the amount alone for a one-time charge. */
export function priceText({ t, f }: Words, priceMinor: bigint, interval: Interval | null): string {
  const price = f.money(priceMinor);
  if (interval === null) return t('price.once', { price });
  return t(`price.${interval.unit}`, { price, count: interval.count });
}

/** `10 Mbit/s down, 3 Mbit/s up`; a direction without a rate is as fast as the line. Undefined without any speed. */
export function speedText(
  { t, f }: Words,
  plan: { downBitsPerSecond: bigint | null; upBitsPerSecond: bigint | null },
): string | undefined {
  const { downBitsPerSecond: down, upBitsPerSecond: up } = plan;
  if (down === null && up === null) return undefined;
  const write = (rate: bigint | null) => (rate === null ? t('lineSpeed') : f.rate(rate));
  return t('speed', { down: write(down), up: write(up) });
}
