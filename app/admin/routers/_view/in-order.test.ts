import { describe, expect, it } from 'vitest';
import messages from '@/messages/en/admin-routers.json';
import { noDrift, nothingOpen } from './in-order';

describe('a router with nothing to do', () => {
  it('has confirmed every service only if it has one', () => {
    expect(messages.open[nothingOpen({ serviceCount: 3 })]).toBe(
      'The router has confirmed every service.',
    );
    expect(messages.open[nothingOpen({ serviceCount: 0 })]).toBe(
      'No service is on this router yet.',
    );
  });

  it('has no difference only if it was compared', () => {
    const comparedAt = new Date('2031-11-21T10:00:00Z');
    expect(messages.drift[noDrift({ comparedAt })]).toBe(
      'The last comparison found no difference.',
    );
    expect(messages.drift[noDrift({ comparedAt: null })]).toBe('It has not been compared yet.');
  });
});
