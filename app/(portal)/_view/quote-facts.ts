import type { KeyValue } from '@/app/_ui/key-value-list';
import type { PromisedPlan, Quote, QuoteLine } from '@/lib/orders/rules/quote';
import { priceText, speedText, type Words } from '../_parts/words';
import { capText } from './offer-words';

/** The cost of a quote, line by line. */
export function costsOf({ t, f }: Words, quote: Quote): KeyValue[] {
  const lines = quote.lines.map(
    (line, index): KeyValue => ({
      id: `${line.kind}-${index}`,
      label: labelOf({ t, f }, line),
      value: f.money(line.amountMinor),
    }),
  );
  const isBack = quote.totalMinor < 0n;
  const total: KeyValue = {
    id: 'total',
    label: isBack
      ? t('sheet.comesBack')
      : t(quote.startsWhenConnected ? 'sheet.takenThen' : 'sheet.dueNow'),
    value: f.money(isBack ? -quote.totalMinor : quote.totalMinor),
    strong: true,
  };
  return [...lines, total];
}

function labelOf({ t }: Words, line: QuoteLine): string {
  return line.label === '' ? t(`sheet.line.${line.kind}`) : line.label;
}

type Paying = {
  /** Credit is missing, so dates start with its payment. */
  isShort: boolean;
  /** Whether the quote is for an internet plan; no other kind has data, limited or not. */
  hasData: boolean;
};

/** What a quote brings: data, dates, speed, behaviour when the data is used up, and the next charge. */
export function bringsOf(words: Words, quote: Quote, paying: Paying): KeyValue[] {
  return [
    ...dataOf(words, quote, paying),
    ...datesOf(words, quote, paying),
    ...servedOf(words, quote),
    ...nextOf(words, quote, paying),
  ];
}

function dataOf(
  { t, f }: Words,
  { dataBytes, isUnlimited }: Quote,
  { hasData }: Paying,
): KeyValue[] {
  if (!hasData) return [];
  const label = t('sheet.data');
  if (dataBytes !== null) return [{ id: 'data', label, value: f.bytes(dataBytes) }];
  return isUnlimited ? [{ id: 'data', label, value: t('data.unlimited') }] : [];
}

function datesOf({ t, f }: Words, quote: Quote, paying: Paying): KeyValue[] {
  const { endsAt, startsWhenPaid, runsFor, lastDay, isCutShort } = quote;
  const from: KeyValue = {
    id: 'from',
    label: t('sheet.starts'),
    value: startOf({ t, f }, quote, paying),
  };
  const last: KeyValue[] =
    lastDay === undefined
      ? []
      : [{ id: 'lastDay', label: t('sheet.lastDay'), value: f.date(lastDay) }];
  if (endsAt === null || isCutShort) return [from, ...last];
  const until: KeyValue =
    startsWhenPaid && runsFor !== null
      ? {
          id: 'until',
          label: t('sheet.runsFor'),
          value: t(`plans.validity.${runsFor.unit}`, { count: runsFor.count }),
        }
      : { id: 'until', label: t('sheet.until'), value: f.dateTime(endsAt) };
  return [from, until, ...last];
}

function startOf({ t, f }: Words, quote: Quote, { isShort }: Paying): string {
  if (quote.startsWhenConnected) return t('sheet.whenConnected');
  if (quote.startsWhenPaid && isShort) return t('sheet.whenPaid');
  // A change at the renewal costs nothing now and starts on its date.
  const isAtOnce = quote.startsWhenPaid || quote.lines.length > 0;
  return isAtOnce ? t('sheet.atOnce') : f.dateTime(quote.startsAt);
}

function servedOf(words: Words, { plan, isUnlimited, dataBytes }: Quote): KeyValue[] {
  if (plan === null) return [];
  const { t } = words;
  const speed = speedText(words, plan);
  const burst = burstText(words, plan);
  const cap = capText(words, { ...plan, dataLimitBytes: isUnlimited ? null : dataBytes });
  const counts = t(`sheet.counts.${plan.capDirection}`);
  return [
    ...(speed === undefined ? [] : [{ id: 'speed', label: t('sheet.speed'), value: speed }]),
    ...(burst === undefined ? [] : [{ id: 'burst', label: t('sheet.burst'), value: burst }]),
    ...(cap === undefined
      ? []
      : [
          { id: 'counts', label: t('sheet.countsLabel'), value: counts },
          { id: 'cap', label: t('sheet.cap'), value: cap },
        ]),
  ];
}

function burstText(words: Words, plan: PromisedPlan): string | undefined {
  const { burstDownBitsPerSecond, burstUpBitsPerSecond, burstSeconds } = plan;
  const speed = speedText(words, {
    downBitsPerSecond: burstDownBitsPerSecond,
    upBitsPerSecond: burstUpBitsPerSecond,
  });
  if (speed === undefined || burstSeconds === null) return speed;
  return words.t('sheet.burstFor', { speed, count: burstSeconds });
}

function nextOf(words: Words, quote: Quote, { isShort }: Paying): KeyValue[] {
  const { plan, next } = quote;
  if (plan === null || next === null) return [];
  const { t, f } = words;
  const price = priceText(words, next.priceMinor, plan.interval);
  const isDated = !quote.startsWhenConnected && !(quote.startsWhenPaid && isShort);
  const value = isDated ? t('sheet.nextValue', { price, date: f.date(next.at) }) : price;
  return [{ id: 'next', label: t('sheet.next'), value }];
}
