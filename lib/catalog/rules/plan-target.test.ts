import { describe, expect, it } from 'vitest';
import { itemKinds, recurrenceModes } from '@/lib/kit/words';
import { isForStaff, planTargetVerdict } from './plan-target';

describe('the target of a plan change', () => {
  it('is an item of the same kind that renews or ends with its period', () => {
    for (const kind of itemKinds)
      expect(planTargetVerdict({ kind }, { kind, intervalCount: 1 })).toEqual({ allowed: true });
  });

  it('is never an item of another kind, whether it recurs or not', () => {
    for (const from of itemKinds)
      for (const to of itemKinds)
        for (const intervalCount of [null, 1, 30])
          if (from !== to)
            expect(planTargetVerdict({ kind: from }, { kind: to, intervalCount })).toEqual({
              allowed: false,
              why: 'plan_target_other_kind',
            });
  });

  it('is never a one-time plan without an end', () => {
    for (const kind of itemKinds)
      expect(planTargetVerdict({ kind }, { kind, intervalCount: null })).toEqual({
        allowed: false,
        why: 'plan_target_one_time',
      });
  });
});

describe('a plan that only staff order for a customer', () => {
  it('is one on account, unless it is assigned to them or their service is on account', () => {
    for (const mode of recurrenceModes)
      for (const isAssigned of [true, false])
        for (const from of [undefined, ...recurrenceModes])
          expect(isForStaff({ mode, isAssigned }, from && { mode: from })).toBe(
            mode === 'one_off' && !isAssigned && from !== 'one_off',
          );
  });
});
