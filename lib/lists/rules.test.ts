import { describe, expect, it } from 'vitest';
import { pageOf, planSearch, readCursor, writeCursor } from './rules';

describe('a cursor', () => {
  it('survives a round trip', () => {
    const cursor = { value: 'Wiśniewska, "Ola"', id: '42' };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });
  it.each(['', 'x', '%%%', 'W10', Buffer.from('["a","1; drop"]').toString('base64url')])(
    'that is malformed (%s) means the first page',
    (text) => expect(readCursor(text)).toBeNull(),
  );
});

describe('a page', () => {
  const cursorOf = (row: number) => ({ value: String(row), id: String(row) });
  const at = (row: number) => writeCursor(cursorOf(row));
  it('at the start has no previous page', () => {
    expect(pageOf([1, 2, 3], { limit: 2, paging: {}, cursorOf })).toEqual({
      rows: [1, 2],
      next: at(2),
      previous: undefined,
    });
  });
  it('at the end has no next page', () => {
    const page = pageOf([3], { limit: 2, paging: { after: at(2) }, cursorOf });
    expect(page).toEqual({ rows: [3], next: undefined, previous: at(3) });
  });
  it('read backwards keeps the order of the list', () => {
    const page = pageOf([4, 3, 2], { limit: 2, paging: { before: at(5) }, cursorOf });
    expect(page).toEqual({ rows: [3, 4], next: at(4), previous: at(3) });
  });
});

describe('a search', () => {
  it('finds longer words anywhere and shorter ones at the start of a word', () => {
    expect(planSearch('  Smith AN ')?.patterns).toEqual(['%smith%', '% an%']);
  });
  it('treats % and _ as plain characters', () => {
    expect(planSearch('50%_a')?.patterns).toEqual(['%50\\%\\_a%']);
  });
  it('reads a phone number as one word, regardless of grouping and trunk zero', () => {
    expect(planSearch('020 7946-0101')?.patterns).toEqual(['%2079460101%']);
    expect(planSearch('+44 20 7946 0101')?.patterns).toEqual(['%442079460101%']);
  });
  it('leaves IP addresses alone and adds colons to MAC addresses', () => {
    expect(planSearch('10.0.5.1')?.patterns).toEqual(['%10.0.5.1%']);
    expect(planSearch('02-AA-00-01')?.patterns).toEqual(['%02:aa:00:01%']);
  });
  it('also treats a bare number as an id, and #12 or #s12 only as an id', () => {
    expect(planSearch('12')).toMatchObject({ patterns: ['% 12%'], customerId: 12, isExact: false });
    expect(planSearch('#12')).toMatchObject({ patterns: [], customerId: 12, isExact: true });
    expect(planSearch('#S7')).toMatchObject({ patterns: [], serviceId: 7, isExact: true });
  });
  it('of punctuation alone finds nothing', () => {
    expect(planSearch('---')).toMatchObject({ patterns: [], customerId: null, isExact: true });
    expect(planSearch('   ')).toBeNull();
  });
});
