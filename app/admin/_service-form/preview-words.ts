import 'server-only';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { intervalWords } from '@/app/admin/_service-view/interval-words';
import type { ServicePreview } from '@/lib/screens/admin/service-preview';
import type { PreviewWords } from './price-preview';

/** Formats the preview of a new service. */
export async function previewWords(preview: ServicePreview): Promise<PreviewWords> {
  const [t, quoteWords, f, interval] = await Promise.all([
    getTranslations('admin-services.form'),
    getTranslations('admin-services.quote'),
    getOperatorFormats(),
    intervalWords(),
  ]);
  const { quote, outcome, unpaid, lastDay, cutShort } = preview;
  const lines: PreviewWords['lines'] = quote.lines.map((line, index) => ({
    id: String(index),
    label: line.label === '' ? quoteWords(line.kind) : line.label,
    value: f.moneySigned(line.amountMinor).replace(/^\+/, ''),
  }));
  lines.push({ id: 'due', label: t('dueNow'), value: f.money(quote.totalMinor), strong: true });
  const [next, ...later] = preview.follows;
  lines.push({
    id: 'then',
    label: t('then'),
    value: next ? `${f.money(next.priceMinor)} ${interval(preview.interval)}` : t('thenNothing'),
  });
  for (const { dueAt, priceMinor } of later)
    lines.push({
      id: `from ${dueAt.getTime()}`,
      label: t('thenFrom', { day: f.date(dueAt) }),
      value: `${f.money(priceMinor)} ${interval(preview.interval)}`,
    });
  if (quote.endsAt !== null)
    lines.push({ id: 'until', label: t('paidUntil'), value: f.dateTime(quote.endsAt) });
  if (lastDay !== null) lines.push({ id: 'lastDay', label: t('lastDay'), value: f.date(lastDay) });
  if (quote.dataBytes !== null)
    lines.push({ id: 'data', label: t('data'), value: f.bytes(quote.dataBytes) });
  lines.push({ id: 'credit', label: t('creditNow'), value: f.money(preview.balanceMinor) });
  return {
    lines,
    ...outcomeWords(preview, t, f),
    warnings: [
      ...(lastDay !== null && cutShort !== null
        ? [t('cutShort', { day: f.date(lastDay), until: f.dateTime(cutShort) })]
        : []),
      ...(unpaid
        ? [t('renewFirst', { plan: unpaid.itemName, amount: f.money(unpaid.amountMinor) })]
        : []),
    ],
    isShort: outcome.kind === 'short' || preview.startsWhenConnected || preview.waitsFor !== null,
  };
}

function outcomeWords(
  { outcome, mode, startsOn, startsWhenConnected, waitsFor }: ServicePreview,
  t: (key: string, values?: Record<string, string>) => string,
  f: Awaited<ReturnType<typeof getOperatorFormats>>,
): { outcome: string } {
  if (waitsFor !== null) return { outcome: t(`outcomeWaits.${waitsFor}`) };
  if (startsWhenConnected) return { outcome: t('outcomeConnect') };
  if (startsOn !== null) return { outcome: t('outcomeLater', { day: f.date(startsOn) }) };
  if (mode === 'one_off') return { outcome: t('outcomeInvoice') };
  return outcome.kind === 'short'
    ? { outcome: t('outcomeShort', { short: f.money(outcome.shortMinor) }) }
    : { outcome: t('outcomePay', { balance: f.money(outcome.balanceAfterMinor) }) };
}
