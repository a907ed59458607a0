import { describe, expect, it } from 'vitest';
import { itemKinds, serviceStatuses } from '@/lib/kit/words';
import { noRouterKey } from './no-router-key';

describe('the line of a service without a router', () => {
  it.each(itemKinds.filter((kind) => kind !== 'internet'))('says that %s needs none', (kind) => {
    for (const status of serviceStatuses) expect(noRouterKey({ kind, status })).toBe('notNeeded');
  });

  it.each([
    ['pending', 'waits'],
    ['archived', 'closed'],
    ['active', 'missing'],
    ['stopped', 'missing'],
    ['disabled', 'missing'],
  ] as const)('says of an internet service that is %s: %s', (status, key) => {
    expect(noRouterKey({ kind: 'internet', status })).toBe(key);
  });
});
