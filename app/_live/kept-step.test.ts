import { describe, expect, test } from 'vitest';
import { keptStep, type ShownSheet } from './kept-step';

const kept: ShownSheet = {
  facts: 'rows',
  promise: '50 GB for €19.00',
  button: 'Buy for €19.00',
  compareHref: '/plans/4?was=sealed',
};
const { compareHref: _, ...alone } = kept;

describe('a refresh of an open confirm sheet', () => {
  test('is shown when it promises the same with the same button', () => {
    expect(keptStep(kept, { ...kept, facts: 'edited rows' })).toBe('adopt');
  });

  test('leaves the first promise in place when only time has passed', () => {
    expect(keptStep(kept, { ...kept, promise: '50 GB for €18.99' })).toBe('keep');
  });

  test('is compared with the first when it promises something else', () => {
    const worse = { ...kept, facts: 'edited rows', promise: '12 GB for €25.00' };
    expect(keptStep(kept, worse)).toBe('compare');
    expect(keptStep(kept, { ...worse, button: 'Buy for €25.00' })).toBe('compare');
  });

  test('is asked for when only the amount on the button has changed', () => {
    expect(keptStep(kept, { ...kept, button: 'Top up €7.00 and buy' })).toBe('ask');
  });

  test('never changes the promise and the button at once without a comparison', () => {
    const later = { ...kept, promise: '50 GB for €18.99', button: 'Top up €7.00 and buy' };
    expect(keptStep(kept, later)).toBe('compare');
  });

  test('leaves the first promise and its amount in place while neither the rows nor the credit changed', () => {
    const short = { ...kept, credit: '€9.00', button: 'Top up €10.00 and buy' };
    const later = { ...short, promise: '50 GB for €19.01', button: 'Top up €10.01 and buy' };
    expect(keptStep(short, later)).toBe('keep');
    expect(keptStep(short, { ...later, credit: '€8.00' })).toBe('compare');
    expect(keptStep(short, { ...later, facts: 'edited rows' })).toBe('compare');
  });

  test('is asked for where there is no page that compares', () => {
    const worse = { ...alone, facts: 'a larger debt', promise: 'a larger debt' };
    expect(keptStep(alone, worse)).toBe('ask');
  });

  test('never takes the place of the sheet when nobody can confirm it any more', () => {
    const ended = {
      title: 'No longer on sale',
      reason: 'It was taken off sale.',
      href: '/plans',
      link: 'See what is on sale',
    };
    expect(keptStep(kept, ended)).toBe('end');
    expect(keptStep(alone, ended)).toBe('end');
  });
});
