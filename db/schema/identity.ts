import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { staffRoles } from '../../lib/kit/words';
import { createdAt, idColumn, instant, reference } from '../columns';
import { oneOf } from '../one-of';
import { customers } from './customers';

export const userKinds = ['staff', 'subscriber'] as const;
export const userStatuses = ['active', 'disabled'] as const;

/** A person who can sign in: staff of the operator, or a subscriber acting for exactly one customer. */
export const users = pgTable(
  'users',
  {
    id: idColumn(),
    kind: text('kind', { enum: userKinds }).notNull(),
    /** Staff only. */
    role: text('role', { enum: staffRoles }),
    /** Subscribers only; the only source for whose rows this person may see. */
    customerId: reference('customer_id').references(() => customers.id),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** argon2id in PHC format; null until an invitation is accepted. */
    passwordHash: text('password_hash'),
    passwordChangedAt: instant('password_changed_at'),
    status: text('status', { enum: userStatuses }).notNull(),
    /** BCP 47 tag; null follows the operator's. */
    language: text('language'),
    /** Consecutive wrong passwords since the last right one. */
    failedAttempts: integer('failed_attempts').notNull().default(0),
    lockedUntil: instant('locked_until'),
    lastSignInAt: instant('last_sign_in_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('users_kind_check', oneOf(table.kind, userKinds)),
    check('users_status_check', oneOf(table.status, userStatuses)),
    check('users_role_check', oneOf(table.role, staffRoles)),
    check('users_kind_role_check', sql`(${table.kind} = 'staff') = (${table.role} is not null)`),
    check(
      'users_kind_customer_id_check',
      sql`(${table.kind} = 'subscriber') = (${table.customerId} is not null)`,
    ),
    check('users_email_check', sql`length(${table.email}) between 3 and 254`),
    check('users_name_check', sql`length(${table.name}) between 1 and 200`),
    uniqueIndex('users_email_unique').on(sql`lower(${table.email})`),
    index('users_customer_id_idx').on(table.customerId),
  ],
);

/**
 * One sign-in on one device. The cookie contains only this row's id, so revoking the row ends the session in every
 * copy of the cookie.
 */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: reference('user_id')
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Extended with every use; the absolute expiry is not. */
    idleExpiresAt: instant('idle_expires_at').notNull(),
    absoluteExpiresAt: instant('absolute_expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    revokeReason: text('revoke_reason'),
    ip: text('ip'),
    userAgent: text('user_agent'),
  },
  (table) => [
    check(
      'sessions_revoked_at_check',
      sql`(${table.revokedAt} is null) = (${table.revokeReason} is null)`,
    ),
    index('sessions_user_id_idx').on(table.userId, table.lastSeenAt),
    index('sessions_absolute_expires_at_idx').on(table.absoluteExpiresAt),
  ],
);

export const tokenKinds = ['invite', 'reset'] as const;

/** A mailed link that works once. Only its hash is stored, so a copy of the table is useless. */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    id: idColumn(),
    userId: reference('user_id')
      .notNull()
      .references(() => users.id),
    kind: text('kind', { enum: tokenKinds }).notNull(),
    tokenHash: text('token_hash').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [
    check('one_time_tokens_kind_check', oneOf(table.kind, tokenKinds)),
    uniqueIndex('one_time_tokens_token_hash_unique').on(table.tokenHash),
    index('one_time_tokens_user_id_kind_idx').on(table.userId, table.kind),
    index('one_time_tokens_expires_at_idx').on(table.expiresAt),
  ],
);

/** Attempts under one key in its current window; an expired row counts as absent. */
export const rateLimits = pgTable(
  'rate_limits',
  {
    key: text('key').primaryKey(),
    attempts: integer('attempts').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('rate_limits_expires_at_idx').on(table.expiresAt)],
);
