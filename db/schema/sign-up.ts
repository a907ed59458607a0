import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt, instant, reference } from '../columns';
import { sites } from './catalog';

/**
 * A sign-up whose address is not confirmed yet. The mailed link and the password chosen here turn it into a customer;
 * it is deleted then, or after a few days (lib/sign-up).
 */
export const signUps = pgTable(
  'sign_ups',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    phone: text('phone'),
    siteId: reference('site_id').references(() => sites.id, { onDelete: 'set null' }),
    /** BCP 47 tag of the browser's language; null if we have no translation for it. */
    language: text('language'),
    /** argon2id in PHC format. */
    passwordHash: text('password_hash').notNull(),
    /** Hash of the mailed link's secret; null until the mail is composed. */
    tokenHash: text('token_hash'),
    tokenExpiresAt: instant('token_expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    check('sign_ups_email_check', sql`length(${table.email}) between 3 and 254`),
    check('sign_ups_name_check', sql`length(${table.name}) between 1 and 200`),
    check(
      'sign_ups_token_check',
      sql`(${table.tokenHash} is null) = (${table.tokenExpiresAt} is null)`,
    ),
    uniqueIndex('sign_ups_token_hash_unique').on(table.tokenHash),
    index('sign_ups_email_lower_idx').on(sql`lower(${table.email})`),
    index('sign_ups_created_at_idx').on(table.createdAt),
  ],
);
