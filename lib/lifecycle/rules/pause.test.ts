import { describe, expect, it } from 'vitest';
import { decidePause, pauseEffect } from './pause';

const terms = { pausesPerYearMax: 2, pauseDaysMax: 30 };
const ask = { today: '2026-05-01', until: '2026-05-20', usedThisYear: 0 };

describe('a pause by the subscriber', () => {
  it('is allowed up to the plan’s days and times per year', () => {
    expect(decidePause(terms, ask)).toEqual({ allowed: true, until: '2026-05-20' });
    expect(decidePause(terms, { ...ask, until: '2026-05-31' })).toEqual({
      allowed: true,
      until: '2026-05-31',
    });
    expect(decidePause(terms, { ...ask, until: '2026-06-01' })).toEqual({
      allowed: false,
      why: 'pause_too_long',
    });
    expect(decidePause(terms, { ...ask, usedThisYear: 2 })).toEqual({
      allowed: false,
      why: 'pauses_used_up',
    });
  });

  it('without an end date ends automatically after the plan’s maximum', () => {
    expect(decidePause(terms, { ...ask, until: null })).toEqual({
      allowed: true,
      until: '2026-05-31',
    });
  });

  it('is rejected when the plan offers none, or when the end date is not in the future', () => {
    expect(decidePause({ pausesPerYearMax: 0, pauseDaysMax: 0 }, ask)).toEqual({
      allowed: false,
      why: 'pause_not_offered',
    });
    expect(decidePause(terms, { ...ask, until: '2026-05-01' })).toEqual({
      allowed: false,
      why: 'field_date',
    });
  });

  it('is open-ended for staff', () => {
    expect(decidePause(null, { ...ask, until: null, usedThisYear: 9 })).toEqual({
      allowed: true,
      until: null,
    });
  });
});

describe('the effect of a pause', () => {
  it('keeps the paid time to the second', () => {
    const from = new Date('2026-05-01T10:00:00Z');
    const effect = pauseEffect(
      { endsAt: new Date('2026-05-04T10:00:00Z') },
      { from, until: new Date('2026-05-21T00:00:00Z') },
    );
    expect(effect).toEqual({
      keptSeconds: 3 * 86_400,
      newEndsAt: new Date('2026-05-24T00:00:00Z'),
    });
  });

  it('keeps nothing of a period that has ended', () => {
    const at = new Date('2026-05-04T10:00:00Z');
    expect(pauseEffect({ endsAt: at }, { from: at, until: null })).toEqual({
      keptSeconds: 0,
      newEndsAt: null,
    });
  });
});
