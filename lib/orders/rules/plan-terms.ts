import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import { givesBackOf } from '@/lib/charges/rules';
import type { GivesBack } from '@/lib/kit/charge-words';
import type { CapAction, CapDirection, PlanChangeMoment, RecurrenceMode } from '@/lib/kit/words';
import type { Length, PromisedPlan } from './quote';

type Rates = { down: bigint | null; up: bigint | null };

/** One term of a plan, for both the portal and the admin. */
export type PlanTerm =
  | ({ id: 'speed' } & Rates)
  | ({ id: 'burst'; seconds: number | null } & Rates)
  | { id: 'counts'; direction: CapDirection | null }
  | ({ id: 'cap'; action: CapAction | null } & Rates)
  | { id: 'data'; bytes: bigint | null }
  | { id: 'rollover'; periods: number }
  | { id: 'bonus'; bytes: bigint | null }
  | { id: 'period'; length: Length | null }
  | { id: 'renewal'; mode: RecurrenceMode }
  | { id: 'grace'; days: number; keepsDates: boolean }
  | { id: 'anchor'; isKept: boolean }
  | { id: 'leaving'; moment: PlanChangeMoment }
  | { id: 'feeUp'; minor: bigint }
  | { id: 'feeDown'; minor: bigint }
  | { id: 'unused'; givenBack: GivesBack }
  | { id: 'pauses'; perYear: number; daysMax: number }
  | { id: 'priority'; level: number }
  | { id: 'profile'; name: string | null };

/** A plan with its data per period (null means unlimited), for use without a quote. */
export type SaidPlan = PromisedPlan & { quotaBytes?: bigint | null };

/** A plan without a data limit has data that is never used up. */
const noCap = { action: null, down: null, up: null };

/** Lists all terms of a plan except its price; the single list for the portal and the admin. */
function planTermsOf(plan: SaidPlan): PlanTerm[] {
  // A change of an unused rate makes no difference.
  const slow = plan.capAction === 'slow' ? slowRatesOf(plan) : { down: null, up: null };
  const isUnlimited = plan.quotaBytes === null;
  return [
    { id: 'speed', down: plan.downBitsPerSecond, up: plan.upBitsPerSecond },
    {
      id: 'burst',
      down: plan.burstDownBitsPerSecond,
      up: plan.burstUpBitsPerSecond,
      seconds: plan.burstSeconds,
    },
    { id: 'counts', direction: isUnlimited ? null : plan.capDirection },
    { id: 'cap', ...(isUnlimited ? noCap : { action: plan.capAction, ...slow }) },
    ...(plan.quotaBytes === undefined ? [] : [{ id: 'data' as const, bytes: plan.quotaBytes }]),
    { id: 'rollover', periods: plan.rolloverPeriods },
    { id: 'bonus', bytes: plan.bonusDataBytes },
    { id: 'period', length: plan.interval },
    { id: 'renewal', mode: plan.mode },
    { id: 'grace', days: plan.graceDays, keepsDates: plan.graceDays > 0 && plan.keepAnchor },
    { id: 'anchor', isKept: plan.keepAnchor },
    { id: 'leaving', moment: plan.changeMoment },
    { id: 'feeUp', minor: plan.changeFeeUpMinor },
    { id: 'feeDown', minor: plan.changeFeeDownMinor },
    { id: 'unused', givenBack: givesBackOf(plan) },
    { id: 'pauses', perYear: plan.pausesPerYearMax, daysMax: pauseDaysOf(plan) },
    { id: 'priority', level: plan.priority },
    { id: 'profile', name: plan.routerProfile },
  ];
}

/** Without pauses, how long they may be makes no difference. */
export function pauseDaysOf(plan: Pick<PromisedPlan, 'pausesPerYearMax' | 'pauseDaysMax'>): number {
  return plan.pausesPerYearMax === 0 ? 0 : plan.pauseDaysMax;
}

export type ChangedTerm = { was: PlanTerm; now: PlanTerm };

/** Lists the terms in which two plans differ; empty if either is not a plan. */
export function changedPlanTerms(was: SaidPlan | null, now: SaidPlan | null): ChangedTerm[] {
  if (was === null || now === null) return [];
  const before = planTermsOf(was);
  return planTermsOf(now).flatMap((term) => {
    const old = before.find(({ id }) => id === term.id);
    return old === undefined || written(old) === written(term) ? [] : [{ was: old, now: term }];
  });
}

function written(term: PlanTerm): string {
  return JSON.stringify(term, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
