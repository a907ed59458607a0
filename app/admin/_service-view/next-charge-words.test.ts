import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import { type HoldReason, holdReasons } from '@/lib/kit/words';
import messages from '@/messages/en/admin-services.json';
import { nextChargeText } from './next-charge-words';

const t = createTranslator({
  locale: 'en',
  messages: { 'admin-services': messages },
  namespace: 'admin-services.due',
}) as Parameters<typeof nextChargeText>[0];
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const next = {
  ...{ dueAt: new Date('2031-11-21T10:00:00Z'), priceMinor: 500n },
  ...{ isStandingStill: false, isPostpaid: false, isInGrace: false },
};
const textOf = (holds: readonly HoldReason[], over: Partial<typeof next> | { dueAt: null } = {}) =>
  nextChargeText(t, f, {
    ...{ state: { holds, isArchived: false }, next: { ...next, ...over } },
    mode: 'credit_based',
  });

describe('the next charge of a service, on each page of staff', () => {
  it.each<[string, readonly HoldReason[], Partial<typeof next> | { dueAt: null }, string]>([
    ['from credit', [], {}, 'from credit on'],
    ['after its data is used up', ['data_cap'], {}, 'from credit on'],
    ['on the invoice', [], { isPostpaid: true }, 'on the invoice'],
    ['in its grace', [], { isInGrace: true }, 'not paid yet'],
    ['without credit', ['no_credit'], {}, 'as soon as there is enough credit'],
    [
      'before it is connected',
      ['not_connected', 'unpaid'],
      { dueAt: null },
      'when it is connected',
    ],
    ['with paid time left', ['not_connected'], { isStandingStill: true }, 'at the end of its paid'],
  ])('is an amount with its day: %s', (_when, holds, over, due) => {
    expect(textOf(holds, over)).toEqual({
      amount: '€5.00',
      when: expect.stringContaining(due),
    });
  });

  const payable: readonly HoldReason[] = ['unpaid', 'no_credit', 'data_cap', 'not_connected'];
  it.each(holdReasons.filter((reason) => !payable.includes(reason) && reason !== 'router_refused'))(
    'is none while the service is held: %s',
    (reason) => {
      for (const holds of [[reason], [reason, 'no_credit'], [reason, 'unpaid']] as const)
        expect(textOf(holds)).toEqual({
          amount: null,
          when: 'Nothing is charged until it is on.',
        });
    },
  );

  it.each<[string, boolean, readonly HoldReason[], 'credit_based' | 'none', string | null]>([
    [
      'paused, without a day',
      false,
      ['paused'],
      'credit_based',
      'Nothing is charged until it is on.',
    ],
    ['that does not renew', false, [], 'credit_based', null],
    ['that is paused and does not renew', false, ['paused'], 'none', null],
    ['that has ended', false, ['ended'], 'credit_based', null],
    ['that is archived', true, ['staff_stopped'], 'credit_based', null],
  ])('of a service %s', (_what, isArchived, holds, mode, when) => {
    const told = nextChargeText(t, f, { state: { holds, isArchived }, next: null, mode });
    expect(told?.when ?? null).toBe(when);
  });
});
