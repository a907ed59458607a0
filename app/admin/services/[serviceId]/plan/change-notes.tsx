import { getTranslations } from 'next-intl/server';
import { ComparedPlan } from '@/app/_operator/compared-plan';
import { getOperatorFormats } from '@/app/_operator/operator';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import type { Quote } from '@/lib/orders/rules/quote';
import type { PlanChangeSheet } from '@/lib/screens/portal/plan-change';

type ChangeNotesProps = {
  sheet: PlanChangeSheet;
  /** The quote above. */
  quote: Pick<Quote, 'next' | 'lastDay' | 'isCutShort'>;
};

/** Effects of a plan change besides its price: the next payment, how it renews, what it replaces. */
export async function ChangeNotes({ sheet, quote }: ChangeNotesProps) {
  const t = await getTranslations('admin-services.plan');
  const f = await getOperatorFormats();
  const { replaces, cancelsOrdersTo, dropsPlannedPrice, renews, earlier } = sheet;
  const { lastDay, isCutShort } = quote;
  const renewal =
    isCutShort && lastDay !== undefined
      ? t('endsBefore', { day: f.date(lastDay) })
      : renews.before.mode !== renews.after.mode && t(`renewsNow.${renews.after.mode}`);
  const notes = [
    earlier && t('earlier', { plan: earlier.toName, day: f.date(earlier.at) }),
    earlier?.begins && t('afterEarlier', { day: f.date(earlier.begins.at) }),
    replaces && t('replaces', { plan: replaces.toName }),
    ...cancelsOrdersTo.map((plan) => t('cancelsOrder', { plan })),
    dropsPlannedPrice && t('dropsPlannedPrice'),
    renewal,
  ].filter((note): note is string => typeof note === 'string');
  return (
    <>
      {sheet.next && saysMore(sheet.next, quote.next?.priceMinor ?? null) && (
        <NextPayment next={sheet.next} />
      )}
      <ComparedPlan was={sheet.plans.before} now={sheet.plans.after} />
      {notes.length > 0 && (
        <ul className="mt-3 flex flex-col gap-1 text-ink-muted">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}

type Next = NonNullable<PlanChangeSheet['next']>;

/** Whether a fee, missing credit or another planned change affects the next charge. */
function saysMore({ priceMinor, feeMinor, source }: Next, quotedMinor: bigint | null): boolean {
  return feeMinor > 0n || source.kind === 'short' || priceMinor !== quotedMinor;
}

async function NextPayment({ next }: { next: Next }) {
  const [t, f] = await Promise.all([getTranslations('admin-services.plan'), getOperatorFormats()]);
  const { feeMinor, source } = next;
  const items: KeyValue[] = [
    {
      id: 'next',
      label: t('nextPayment'),
      value: `${f.money(next.priceMinor)}, ${f.dateTime(next.at)}`,
      strong: true,
    },
  ];
  if (feeMinor > 0n) items.push({ id: 'fee', label: t('nextFee'), value: f.money(feeMinor) });
  if (source.kind === 'short')
    items.push({ id: 'short', label: t('nextShort'), value: f.money(source.shortMinor) });
  return (
    <div className="mt-3">
      <KeyValueList items={items} />
    </div>
  );
}
