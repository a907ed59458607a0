import { describe, expect, test } from 'vitest';
import { compileQuery } from './query';

const ether = { type: 'ether', name: 'ether1', mtu: '1500', comment: 'uplink' };
const vlan = { type: 'vlan', name: 'v9', mtu: '900' };
const bridge = { type: 'bridge', name: 'lan', mtu: '1500', comment: '' };
const all: ReadonlyArray<Record<string, string>> = [ether, vlan, bridge];

const namesFor = (...words: string[]): string[] => {
  const accepts = compileQuery(words);
  return all.filter((row) => accepts((name) => row[name])).map(({ name = '' }) => name);
};

describe('a query', () => {
  test.each<[string[], string[]]>([
    [[], ['ether1', 'v9', 'lan']],
    [['?comment'], ['ether1', 'lan']],
    [['?-comment'], ['v9']],
    [['?type=vlan'], ['v9']],
    [['?=type=vlan'], ['v9']],
    [['?>mtu=1000'], ['ether1', 'lan']],
    [['?<mtu=1000'], ['v9']],
    [['?<missing=1'], []],
    // All words left on the stack must hold.
    [['?type=ether', '?mtu=1500'], ['ether1']],
    [['?type=ether', '?type=vlan'], []],
    [['?type=ether', '?type=vlan', '?#&'], []],
    [
      ['?type=ether', '?#!'],
      ['v9', 'lan'],
    ],
    [['?type=ether', '?#!!'], ['ether1']],
    // Below the bottom of the stack everything is true.
    [['?#!'], []],
    [['?type=ether', '?#&'], ['ether1']],
    [
      ['?type=ether', '?#|'],
      ['ether1', 'v9', 'lan'],
    ],
    // An index at the end of the word replaces the whole stack.
    [['?type=ether', '?type=vlan', '?#1'], ['ether1']],
    [['?type=ether', '?type=vlan', '?#0'], ['v9']],
    // Any other index pushes a copy: ether, vlan, ether -> vlan|ether, then ether.
    [['?type=ether', '?type=vlan', '?#1|'], ['ether1']],
    [['?type=ether', '?#.&'], ['ether1']],
  ])('%j keeps %j', (words, names) => {
    expect(namesFor(...words)).toEqual(names);
  });

  test('the documented examples select what the documentation says', () => {
    expect(namesFor('?type=ether', '?type=vlan', '?#|!')).toEqual(['lan']);
    expect(namesFor('?type=ether', '?type=vlan', '?#|')).toEqual(['ether1', 'v9']);
    expect(namesFor('?>comment=')).toEqual(['ether1']);
  });

  test('numbers past 2^53 compare exactly', () => {
    const accepts = compileQuery(['?>rx-byte=9007199254740993']);
    expect(accepts(() => '9007199254740994')).toBe(true);
    expect(accepts(() => '9007199254740993')).toBe(false);
  });

  test('an invalid operation word is refused', () => {
    expect(() => compileQuery(['?#x'])).toThrow('invalid value');
  });
});
