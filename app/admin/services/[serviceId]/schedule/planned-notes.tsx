import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import type { ScheduledChangeKind } from '@/lib/kit/words';
import { isNextTerms, type Planned } from '@/lib/services/rules/planned';
import { setsOwnPrice } from '@/lib/services/rules/planned-price';

type PlannedNotesProps = { planned: readonly Planned[]; what: ScheduledChangeKind };

/** What is planned already and keeps, moves or drops with the change to plan here. */
export async function PlannedNotes({ planned, what }: PlannedNotesProps) {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.schedule'),
    getOperatorFormats(),
  ]);
  const next = planned.filter(isNextTerms).find(({ kind }) => kind === 'next_plan');
  const hasPrice = planned.some((one) => one.kind === 'change' && setsOwnPrice(one.change));
  const ofPlan = [
    next && t('keepsPlan', { plan: next.toName }),
    hasPrice && t('dropsPrice'),
  ].filter((note): note is string => typeof note === 'string');
  const ofFields = planned.flatMap((one) =>
    one.kind === 'change' && one.change.kind === 'plan'
      ? [t('losesPrice', { plan: one.toName ?? '', day: f.date(one.day) })]
      : [],
  );
  const notes = what === 'plan' ? ofPlan : what === 'fields' ? ofFields : [];
  if (notes.length === 0) return null;
  return (
    <Callout role="note" className="mb-5 max-w-xl">
      {notes.join(' ')}
    </Callout>
  );
}
