import { ComparedPlan } from '@/app/_operator/compared-plan';
import { Callout } from '@/app/_ui/callout';
import type { Quote } from '@/lib/orders/rules/quote';
import type { PlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getWords, type Words } from '../../../../_parts/words';
import { nextPaymentText } from './next-payment-text';

type ChangeNotesProps = {
  sheet: PlanChangeSheet;
  moment: 'now' | 'period_end';
  /** Name of the chosen plan. */
  plan: string;
  balanceMinor: bigint;
  quote: Pick<Quote, 'lastDay' | 'isCutShort'>;
};

/** Effects of a plan change besides its price: the next payment, how it renews, what it replaces. */
export async function ChangeNotes({ sheet, moment, plan, balanceMinor, quote }: ChangeNotesProps) {
  const words = await getWords();
  const { t } = words;
  const notes = [
    ...earlierTexts(words, sheet, plan),
    endText(words, quote) ?? renewsText(words, sheet),
    sheet.replaces && t('sheet.replaces', { plan: sheet.replaces.toName }),
    ...sheet.cancelsOrdersTo.map((plan) => t('sheet.cancelsOrder', { plan })),
    sheet.dropsPlannedPrice && t('sheet.dropsPlannedPrice'),
    t(`plans.momentNote.${moment}`),
  ].filter((note): note is string => typeof note === 'string');
  return (
    <>
      {sheet.next && (
        <Callout
          role="note"
          {...(sheet.next.source.kind === 'short' ? { tone: 'warning' as const } : {})}
        >
          {nextPaymentText(words, {
            ...{ ...sheet.next, balanceMinor },
            otherPlan: sheet.earlier?.isPaidNext ? sheet.earlier.toName : null,
          })}
        </Callout>
      )}
      <ComparedPlan was={sheet.plans.before} now={sheet.plans.after} />
      <ul className="flex flex-col gap-1 text-pretty text-ink-muted">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

/** What staff planned before this change, and when this one then starts. */
function earlierTexts({ t, f }: Words, { earlier }: PlanChangeSheet, plan: string): string[] {
  if (!earlier) return [];
  const { toName: other, begins } = earlier;
  const change = t('sheet.earlier', { plan: other, day: f.date(earlier.at) });
  if (begins === null) return [change];
  const start = { plan, day: f.date(begins.at), price: f.money(begins.priceMinor) };
  return [change, t('sheet.afterEarlier', start)];
}

/** That nothing renews, because the service ends within the period. */
function endText({ t, f }: Words, { lastDay, isCutShort }: ChangeNotesProps['quote']) {
  return isCutShort && lastDay !== undefined
    ? t('sheet.endsBefore', { day: f.date(lastDay) })
    : null;
}

/** How it renews, if that changes. */
function renewsText({ t }: Words, { renews: { before, after } }: PlanChangeSheet): string | null {
  const { interval, mode } = after;
  const isSame =
    before.mode === mode &&
    before.interval?.count === interval?.count &&
    before.interval?.unit === interval?.unit;
  if (isSame || interval === null) return null;
  const { count, unit } = interval;
  return mode === 'none'
    ? t('sheet.renewsNow.none', { length: t(`plans.lasting.${unit}`, { count }) })
    : t(`sheet.renewsNow.${mode}`, { every: t(`every.${unit}`, { count }) });
}
