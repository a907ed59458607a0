import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { getDb } from '@/db/client';
import { customers } from '@/db/schema/customers';
import type { Ctx } from '@/lib/context';
import { authenticate } from '@/lib/identity/authenticate';
import { createUser } from '@/lib/identity/create-user';
import { openSession } from '@/lib/identity/open-session';
import { type Person, resolveSession } from '@/lib/identity/resolve-session';
import type { StaffRole } from '@/lib/kit/words';

export const start = new Date('2031-03-01T10:00:00Z');
export const PASSWORD = 'seven tall birds';

export function minutesLater(minutes: number, from: Date = start): Date {
  return new Date(from.getTime() + minutes * 60_000);
}

export function systemCtx(now: Date = start): Ctx {
  return { actor: { kind: 'system', job: 'test' }, now };
}

export function freshEmail(): string {
  return `p${randomBytes(6).toString('hex')}@example.org`;
}

export async function makeCustomer(): Promise<number> {
  const [row] = await getDb()
    .insert(customers)
    .values({ status: 'active', name: 'A household', createdAt: start, updatedAt: start })
    .returning({ id: customers.id });
  if (!row) throw new Error('no customer');
  return row.id;
}

export type MadePerson = { userId: number; email: string };

export async function makeStaff(role: StaffRole): Promise<MadePerson> {
  const email = freshEmail();
  const input = { kind: 'staff', role, email, name: 'Sam Staff', password: PASSWORD } as const;
  return { email, ...(await createUser(systemCtx(), input)) };
}

export async function makeSubscriber(
  customerId?: number,
): Promise<MadePerson & { customerId: number }> {
  const email = freshEmail();
  const owner = customerId ?? (await makeCustomer());
  const input = {
    kind: 'subscriber',
    customerId: owner,
    email,
    name: 'Sub Scriber',
    password: PASSWORD,
  } as const;
  return { email, customerId: owner, ...(await createUser(systemCtx(), input)) };
}

let addresses = 0;

/** A unique sender, so that tests do not share an attempt counter. */
export function freshAddress(): string {
  addresses += 1;
  return `198.51.${addresses >> 8}.${addresses & 255}`;
}

export function attempt(email: string, given: string, { ip = freshAddress(), now = start } = {}) {
  return authenticate({ now }, { email, password: given, ip });
}

/** Builds a context from a session row, as the edge does. */
export async function signedIn(
  userId: number,
  now: Date = start,
): Promise<Ctx & { actor: Person }> {
  const sessionId = await openSession({ now }, { userId, ip: freshAddress(), userAgent: 'test' });
  const actor = await resolveSession({ now }, sessionId);
  if (!actor) throw new Error('the session did not open');
  return { actor, now };
}

export function refusalOf(key: string) {
  return expect.objectContaining({ key });
}
