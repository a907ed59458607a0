import type { KeyValue } from '@/app/_ui/key-value-list';
import type { Quote, QuoteLine } from '@/lib/orders/rules/quote';
import { capText } from '../plans/(picker)/offer-words';
import { priceText, speedText, type Words } from './words';

/** What a quote costs, line by line. */
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

/** What a quote brings: data, dates, speed, what happens when the data is used up, and the charge after it. */
export function bringsOf(words: Words, quote: Quote): KeyValue[] {
  return [...dataOf(words, quote), ...datesOf(words, quote), ...servedOf(words, quote)];
}

function dataOf({ t, f }: Words, { dataBytes, isUnlimited }: Quote): KeyValue[] {
  const label = t('sheet.data');
  if (dataBytes !== null) return [{ id: 'data', label, value: f.bytes(dataBytes) }];
  return isUnlimited ? [{ id: 'data', label, value: t('data.unlimited') }] : [];
}

function datesOf({ t, f }: Words, quote: Quote): KeyValue[] {
  const { endsAt, startsWhenPaid, runsFor } = quote;
  const from: KeyValue = {
    id: 'from',
    label: t('sheet.starts'),
    value: startOf({ t, f }, quote),
  };
  if (endsAt === null) return [from];
  const until: KeyValue =
    startsWhenPaid && runsFor !== null
      ? {
          id: 'until',
          label: t('sheet.runsFor'),
          value: t(`plans.validity.${runsFor.unit}`, { count: runsFor.count }),
        }
      : { id: 'until', label: t('sheet.until'), value: f.dateTime(endsAt) };
  return [from, until];
}

function startOf({ t, f }: Words, quote: Quote): string {
  if (quote.startsWhenConnected) return t('sheet.whenConnected');
  // A change at the renewal costs nothing now, and begins on its date.
  const isAtOnce = quote.startsWhenPaid || quote.lines.length > 0;
  return isAtOnce ? t('sheet.atOnce') : f.dateTime(quote.startsAt);
}

function servedOf(words: Words, quote: Quote): KeyValue[] {
  const { plan, next, isUnlimited, dataBytes, startsWhenConnected } = quote;
  if (plan === null) return [];
  const { t, f } = words;
  const speed = speedText(words, plan);
  const cap = capText(words, { ...plan, dataLimitBytes: isUnlimited ? null : dataBytes });
  return [
    ...(speed === undefined ? [] : [{ id: 'speed', label: t('sheet.speed'), value: speed }]),
    ...(cap === undefined ? [] : [{ id: 'cap', label: t('sheet.cap'), value: cap }]),
    ...(next === null
      ? []
      : [
          {
            id: 'next',
            label: t('sheet.next'),
            value: startsWhenConnected
              ? priceText(words, next.priceMinor, plan.interval)
              : t('sheet.nextValue', {
                  price: priceText(words, next.priceMinor, plan.interval),
                  date: f.date(next.at),
                }),
          },
        ]),
  ];
}
