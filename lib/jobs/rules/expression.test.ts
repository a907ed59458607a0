import { expect, test } from 'vitest';
import { conditionHolds, keyOf, numberOf } from './expression';

const scope = {
  event: { data: { id: 7, router: 'r1', urgent: true, nested: { a: 1 } } },
  async: { data: { id: 7 } },
};

test.each([
  ['event.data.id == async.data.id', true],
  ['event.data.id == 8', false],
  ['event.data.urgent && event.data.router == "r1"', true],
  ['event.data.missing == 1', false],
  ['event.data.id', false],
])('%s is true: %s', (expression, holds) => {
  expect(conditionHolds(expression, scope)).toBe(holds);
});

test.each([
  ['event.data.id', '7'],
  ['event.data.router + "-" + string(event.data.id)', 'r1-7'],
  ['event.data.missing', ''],
  ['event.data.nested', '{"a":1}'],
  [undefined, ''],
])('the key of %s is %j', (expression, key) => {
  expect(keyOf(expression, scope)).toBe(key);
});

test.each([
  ['event.data.urgent ? 120 : 0', 120],
  ['event.data.urgent ? 99999 : 0', 600],
  ['-99999', -600],
  ['event.data.router', 0],
  ['event.data.missing', 0],
])('%s is the number %s within 600', (expression, number) => {
  expect(numberOf(expression, scope, 600)).toBe(number);
});
