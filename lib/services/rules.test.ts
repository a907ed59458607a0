import { describe, expect, it } from 'vitest';
import { holdReasons, statusOfHold } from '@/lib/kit/words';
import { bitsFromHolds, decisiveHolds, holdsFromBits, serviceCan, statusOf } from './rules';

describe('the status of a service', () => {
  it('is Active without holds', () => {
    expect(statusOf({ holds: [], isArchived: false })).toBe('active');
  });

  it.each(holdReasons)('follows the hold if its only hold is %s', (reason) => {
    expect(statusOf({ holds: [reason], isArchived: false })).toBe(statusOfHold[reason]);
  });

  it('is Archived whatever its holds', () => {
    expect(statusOf({ holds: [...holdReasons], isArchived: true })).toBe('archived');
  });

  it('follows Pending > Stopped > Disabled for every pair of holds', () => {
    const rank = { pending: 0, stopped: 1, disabled: 2 } as const;
    for (const left of holdReasons) {
      for (const right of holdReasons) {
        const [first, second] = [statusOfHold[left], statusOfHold[right]];
        const stronger = rank[first] <= rank[second] ? first : second;
        expect(statusOf({ holds: [left, right], isArchived: false }), `${left}+${right}`).toBe(
          stronger,
        );
      }
    }
  });

  it('is explained only by the holds that cause it', () => {
    expect(
      decisiveHolds({ holds: ['no_credit', 'data_cap', 'paused'], isArchived: false }),
    ).toEqual(['no_credit', 'paused']);
  });

  it('survives a round trip through its bits for every combination', () => {
    for (let bits = 0; bits < 1 << holdReasons.length; bits += 1) {
      expect(bitsFromHolds(holdsFromBits(bits))).toBe(bits);
    }
  });
});

describe('what may be done with a service', () => {
  it('allows only reading once it is archived', () => {
    const archived = { holds: [], isArchived: true };
    for (const ask of [
      serviceCan.edit,
      serviceCan.stop,
      serviceCan.disable,
      serviceCan.archive,
      serviceCan.pause,
    ]) {
      expect(ask(archived).allowed).toBe(false);
    }
    // A service may be archived in any state, so what held it then explains nothing.
    for (const holds of [[], ...holdReasons.map((reason) => [reason])])
      for (const ask of [serviceCan.changePlan, serviceCan.buyPack])
        expect(
          ask({ isArchived: true, isUnserved: false, isRouterAway: false, holds }),
          holds.join(),
        ).toEqual({ allowed: false, why: 'service_is_archived' });
  });

  it('lets staff lift only holds that staff added', () => {
    expect(serviceCan.unstop({ holds: ['no_credit'], isArchived: false })).toEqual({
      allowed: false,
      why: 'service_not_stopped_by_staff',
    });
    expect(
      serviceCan.unstop({ holds: ['staff_stopped', 'no_credit'], isArchived: false }).allowed,
    ).toBe(true);
  });

  it('allows a data pack for a service that reached its cap, but not for one that ended', () => {
    const served = { isArchived: false, isUnserved: false, isRouterAway: false };
    expect(serviceCan.buyPack({ ...served, holds: ['data_cap'] }).allowed).toBe(true);
    expect(serviceCan.buyPack({ ...served, holds: ['ended'] }).allowed).toBe(false);
    const refused = { ...served, holds: ['router_refused'] as const };
    expect(serviceCan.buyPack(refused)).toEqual({ allowed: false, why: 'service_refused' });
    const unserved = { ...served, isUnserved: true, holds: ['data_cap'] as const };
    for (const can of [serviceCan.buyPack(unserved), serviceCan.changePlan(unserved)])
      expect(can).toEqual({ allowed: false, why: 'service_not_connected' });
  });

  it('allows another plan where the router responds and refuses the present one, but not while it is away', () => {
    const refused = {
      ...{ isArchived: false, isUnserved: false, isRouterAway: false },
      holds: ['router_refused'] as const,
    };
    const verdicts = [
      [refused, true],
      [{ ...refused, isRouterAway: true }, 'service_router_away'],
      [{ ...refused, isUnserved: true }, 'service_not_connected'],
      [{ ...refused, holds: ['router_refused', 'paused'] as const }, 'service_not_running'],
      [{ ...refused, holds: [], isRouterAway: true }, true],
      [{ ...refused, holds: ['not_connected', 'unpaid'] as const }, 'service_not_begun'],
      [{ ...refused, holds: ['unpaid'] as const }, 'service_not_begun'],
      [{ ...refused, holds: ['not_connected'] as const }, 'service_not_connected'],
      [{ ...refused, holds: ['not_connected', 'paused'] as const }, 'service_not_running'],
    ] as const;
    for (const [state, expected] of verdicts) {
      const verdict = serviceCan.changePlan(state);
      expect(verdict.allowed ? true : verdict.why).toBe(expected);
    }
  });
});
