import { ComparedPlan } from '@/app/_operator/compared-plan';
import { Callout } from '@/app/_ui/callout';
import type { Quote } from '@/lib/orders/rules/quote';
import type { PlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getWords, type Words } from '../../../../_parts/words';

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
        <NextPayment
          {...{ words, next: sheet.next, balanceMinor }}
          otherPlan={sheet.earlier?.isPaidNext ? sheet.earlier.toName : null}
        />
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

type NextPaymentProps = {
  words: Words;
  next: NonNullable<PlanChangeSheet['next']>;
  balanceMinor: bigint;
  /** Name of the plan that the payment is for, if it is not the chosen one. */
  otherPlan: string | null;
};

function NextPayment({ words: { t, f }, next, balanceMinor, otherPlan }: NextPaymentProps) {
  const { source } = next;
  const what = paymentText({ t, f }, { ...next, otherPlan });
  const credit = f.money(balanceMinor);
  if (source.kind === 'invoice')
    return <Callout role="note">{`${what} ${t('sheet.nextInvoice')}`}</Callout>;
  if (source.kind === 'credit')
    return <Callout role="note">{`${what} ${t('sheet.nextCovered', { credit })}`}</Callout>;
  const isAlone = source.shortMinor === next.priceMinor - balanceMinor;
  const short = { credit, short: f.money(source.shortMinor) };
  return (
    <Callout role="note" tone="warning">
      {`${what} ${t(isAlone ? 'sheet.nextShort' : 'sheet.nextShortOthers', short)}`}
    </Callout>
  );
}

function paymentText(
  { t, f }: Pick<Words, 't' | 'f'>,
  {
    at,
    priceMinor,
    feeMinor,
    otherPlan,
  }: Omit<NextPaymentProps['next'], 'source'> & { otherPlan: string | null },
): string {
  const payment = { day: f.date(at), price: f.money(priceMinor) };
  if (otherPlan !== null) return t('sheet.nextPaymentOther', { ...payment, plan: otherPlan });
  return feeMinor === 0n
    ? t('sheet.nextPayment', payment)
    : t('sheet.nextPaymentFee', { ...payment, fee: f.money(feeMinor) });
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
