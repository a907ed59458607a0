import { describe, expect, it } from 'vitest';
import { itemKinds } from '@/lib/kit/words';
import { planTargetVerdict } from './plan-target';

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
