import 'server-only';
import type { ComparedQuotes } from '@/lib/orders/preview-order';
import type { SaidPlan } from '@/lib/orders/rules/plan-terms';
import type { PlanWords } from '@/lib/orders/rules/plan-words';
import type { Quote, Replaced } from '@/lib/orders/rules/quote';
import { type ComparedLine, comparedLines, type TermWords } from './plan-term-words';

type Fact = {
  id: string;
  label: string;
  value: string;
  /** Tells two values apart that are written the same. */
  exact?: string | undefined;
};

/** Lists what an earlier quote promised differently from the current one, for subscribers and staff alike. */
export function offerRows(
  words: TermWords,
  { was, now, reworded }: ComparedQuotes,
): ComparedLine[] {
  return [
    ...differences(words, factsOf(words, was), factsOf(words, now)),
    ...comparedLines(words, saidPlanOf(was), saidPlanOf(now)),
    ...(reworded === null
      ? []
      : differences(words, saidOf(words, reworded.was), saidOf(words, reworded.now))),
  ];
}

/** The quote itself says how much data it brings. */
function saidPlanOf({ plan, isUnlimited }: Quote): SaidPlan | null {
  return plan && isUnlimited ? { ...plan, quotaBytes: null } : plan;
}

function differences(
  { t }: TermWords,
  before: readonly Fact[],
  after: readonly Fact[],
): ComparedLine[] {
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [old, fresh] = [before, after].map((facts) => facts.find((fact) => fact.id === id));
    if (keyOf(old) === keyOf(fresh)) return [];
    const isSaidAlike = old?.value === fresh?.value;
    const write = (fact: Fact | undefined) =>
      (isSaidAlike ? fact?.exact : fact?.value) ?? t('none');
    return [{ id, label: (fresh ?? old)?.label ?? '', was: write(old), now: write(fresh) }];
  });
}

function keyOf(fact: Fact | undefined): string | undefined {
  return fact?.exact ?? fact?.value;
}

function factsOf(words: TermWords, quote: Quote): Fact[] {
  return [
    ...costsOf(words, quote),
    ...datesOf(words, quote),
    ...dataOf(words, quote),
    ...nextOf(words, quote),
    ...ownOf(words, quote),
  ];
}

function costsOf({ t, f }: TermWords, { lines, totalMinor, taxMinor }: Quote): Fact[] {
  const name = lines.find(({ label }) => label !== '')?.label;
  const amounts = lines.map(({ kind, amountMinor }, index) => {
    const place = lines.slice(0, index).filter((line) => line.kind === kind).length;
    const value = f.money(amountMinor);
    return { id: `${kind}-${place}`, label: t(`offer.line.${kind}`), value };
  });
  const total =
    totalMinor < 0n ? t('offer.returned', { amount: f.money(-totalMinor) }) : f.money(totalMinor);
  return [
    ...(name === undefined ? [] : [{ id: 'name', label: t('offer.name'), value: name }]),
    ...amounts,
    { id: 'total', label: t('offer.total'), value: total },
    { id: 'tax', label: t('offer.tax'), value: f.money(taxMinor) },
  ];
}

function datesOf(words: TermWords, quote: Quote): Fact[] {
  const { t, f } = words;
  const { startsWhenPaid, startsWhenConnected, startsAt, endsAt, runsFor, lastDay } = quote;
  const starts = startsWhenConnected
    ? { value: t('offer.whenConnected') }
    : startsWhenPaid
      ? { value: t('offer.whenPaid') }
      : instantOf(words, startsAt);
  const until = endsAt === null ? { value: t('offer.noEnd') } : instantOf(words, endsAt);
  const lasts =
    startsWhenPaid && runsFor !== null
      ? { value: t(`period.${runsFor.unit}`, { count: runsFor.count }) }
      : until;
  const last = lastDay === undefined ? t('offer.noEnd') : f.date(lastDay);
  return [
    { id: 'starts', label: t('offer.starts'), ...starts },
    { id: 'lasts', label: t('offer.lasts'), ...lasts },
    { id: 'lastDay', label: t('offer.lastDay'), value: last },
  ];
}

/** To the minute, or to the second where that is not enough. */
function instantOf({ f }: TermWords, at: Date): Pick<Fact, 'value' | 'exact'> {
  return { value: f.dateTime(at), exact: `${f.date(at)}, ${f.timeExact(at)}` };
}

function dataOf({ t, f }: TermWords, { dataBytes, isUnlimited }: Quote): Fact[] {
  const label = t('offer.data');
  if (dataBytes === null)
    return [{ id: 'data', label, value: t(isUnlimited ? 'unlimited' : 'none') }];
  const exact = t('offer.bytes', { bytes: f.count(dataBytes) });
  return [{ id: 'data', label, value: f.bytes(dataBytes), exact }];
}

function nextOf(words: TermWords, { next, startsWhenPaid }: Quote): Fact[] {
  const { t, f } = words;
  if (next === null) return [{ id: 'next', label: t('offer.next'), value: t('offer.nextNone') }];
  const { priceMinor, feeMinor = 0n, at } = next;
  const day = { id: 'nextAt', label: t('offer.nextAt'), ...instantOf(words, at) };
  return [
    { id: 'next', label: t('offer.next'), value: f.money(priceMinor) },
    ...(feeMinor === 0n
      ? []
      : [{ id: 'nextFee', label: t('offer.nextFee'), value: f.money(feeMinor) }]),
    // A start that waits for its payment moves the dates that follow from it.
    ...(startsWhenPaid ? [] : [day]),
  ];
}

function ownOf({ t }: TermWords, { isOffered, dropsCustomPrice, replaces = [] }: Quote): Fact[] {
  const name = ({ kind, name: plan }: Replaced) => t(`offer.replaced.${kind}`, { plan });
  const replaced = replaces.length === 0 ? t('none') : replaces.map(name).join(' · ');
  const exact = replaces.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  const own = t(dropsCustomPrice ? 'offer.ownPrice.dropped' : 'offer.ownPrice.kept');
  return [
    { id: 'offer', label: t('offer.offer'), value: t(isOffered ? 'offer.onSale' : 'offer.staff') },
    { id: 'ownPrice', label: t('offer.ownPrice.label'), value: own },
    { id: 'replaces', label: t('offer.replaces'), value: replaced, exact },
  ];
}

function saidOf({ t }: TermWords, said: PlanWords | null): Fact[] {
  const label = t('offer.description');
  if (said === null) return [{ id: 'description', label, value: t('offer.unknown') }];
  const { description, specification, specificationText } = said;
  const facts = [
    { id: 'description', label, value: description },
    ...specification.map((one, index) => {
      const place = specification.slice(0, index).filter((other) => other.label === one.label);
      const id = `specification ${one.label} ${place.length}`;
      return { id, label: one.label, value: one.value };
    }),
    { id: 'details', label: t('offer.details'), value: specificationText },
  ];
  return facts.filter(({ value }) => value !== '');
}
