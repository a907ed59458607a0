import { describe, expect, test } from 'vitest';
import type { Actor } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { staffRoles } from '@/lib/kit/words';
import {
  requireCustomerAccess,
  requirePerson,
  requireStaff,
  requireStaffOrSystem,
  requireSubscriber,
} from './authorise';
import { can, type Right, rights, subscriberCan } from './rights';

const now = new Date('2031-03-01T10:00:00Z');
const subscriber: Actor = { kind: 'subscriber', userId: 1, customerId: 7, sessionId: 's' };
const machines: Actor[] = [
  { kind: 'webhook', source: 'stripe' },
  { kind: 'system', job: 'sweep' },
];
const staff: Actor[] = staffRoles.map((role) => ({
  kind: 'staff',
  userId: 2,
  role,
  sessionId: 's',
}));

function answer(check: () => unknown): string {
  try {
    check();
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return error.key;
    throw error;
  }
}

describe.each(rights)('the right %s', (right: Right) => {
  test.each(staff)('is granted to staff exactly as the table says: $role', (actor) => {
    const expected = actor.kind === 'staff' && can(actor.role, right) ? 'allowed' : 'forbidden';
    const ctx = { actor, now };
    expect(answer(() => requireStaff(ctx, right))).toBe(expected);
    expect(answer(() => requireStaffOrSystem(ctx, right))).toBe(expected);
    expect(answer(() => requireCustomerAccess(ctx, 7, right))).toBe(expected);
  });

  test('is granted to webhooks and jobs only where a command allows it', () => {
    for (const actor of machines) {
      const ctx = { actor, now };
      expect(answer(() => requireStaff(ctx, right))).toBe('forbidden');
      expect(answer(() => requireStaffOrSystem(ctx, right))).toBe('allowed');
      expect(answer(() => requireCustomerAccess(ctx, 7, right))).toBe('allowed');
    }
  });

  test('is granted to subscribers for their own customer at most', () => {
    const ctx = { actor: subscriber, now };
    const own = subscriberCan(right) ? 'allowed' : 'forbidden';
    expect(answer(() => requireCustomerAccess(ctx, 7, right))).toBe(own);
    expect(answer(() => requireCustomerAccess(ctx, 8, right))).toBe('not_found');
    expect(answer(() => requireStaff(ctx, right))).toBe('forbidden');
    expect(answer(() => requireStaffOrSystem(ctx, right))).toBe('forbidden');
  });
});

describe('a command for signed-in people', () => {
  test('rejects webhooks and jobs', () => {
    for (const actor of machines) {
      expect(answer(() => requirePerson({ actor, now }))).toBe('forbidden');
    }
    expect(answer(() => requirePerson({ actor: subscriber, now }))).toBe('allowed');
  });

  test('rejects everyone but subscribers if it is for subscribers', () => {
    for (const actor of [...machines, ...staff]) {
      expect(answer(() => requireSubscriber({ actor, now }))).toBe('forbidden');
    }
  });
});
