import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { addressKinds, customerStatuses } from '../../lib/kit/words';
import { binaryColumn, createdAt, idColumn, instant, reference } from '../columns';
import { oneOf } from '../one-of';
import { sites } from './catalog';

/** The account that has the wallet and the services: a household or a company. */
export const customers = pgTable(
  'customers',
  {
    id: idColumn(),
    status: text('status', { enum: customerStatuses }).notNull(),
    name: text('name').notNull(),
    email: text('email'),
    phone: text('phone'),
    siteId: reference('site_id').references(() => sites.id),
    /** BCP 47 tag; null follows the operator's. */
    language: text('language'),
    /** IANA zone of the person, for display only; business days follow the operator's zone. */
    timeZone: text('time_zone'),
    /** Encrypted; used on the router by services without a password of their own. */
    servicePasswordSealed: text('service_password_sealed'),
    /** Set when this duplicate was merged into another customer; the row then only redirects. */
    mergedIntoId: reference('merged_into_id'),
    /** Set when the person's data was erased; the ledger stays. */
    erasedAt: instant('erased_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('customers_status_check', oneOf(table.status, customerStatuses)),
    check('customers_name_check', sql`length(${table.name}) between 1 and 200`),
    index('customers_name_id_idx').on(table.name, table.id),
    index('customers_status_name_id_idx').on(table.status, table.name, table.id),
    index('customers_created_at_id_idx').on(table.createdAt, table.id),
    index('customers_site_id_idx').on(table.siteId),
    // Used by imports and the search for duplicates.
    index('customers_email_lower_idx').on(sql`lower(${table.email})`).where(sql`email is not null`),
    index('customers_merged_into_id_idx')
      .on(table.mergedIntoId)
      .where(sql`merged_into_id is not null`),
  ],
);

/** A customer's addresses; several kinds, several of a kind. */
export const customerAddresses = pgTable(
  'customer_addresses',
  {
    id: idColumn(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind', { enum: addressKinds }).notNull(),
    lines: text('lines').notNull(),
    city: text('city').notNull().default(''),
    postalCode: text('postal_code').notNull().default(''),
    country: text('country').notNull().default(''),
  },
  (table) => [
    check('customer_addresses_kind_check', oneOf(table.kind, addressKinds)),
    index('customer_addresses_customer_id_idx').on(table.customerId),
  ],
);

/** Free-form labels staff use to group customers; catalogue items can be assigned to them. */
export const customerLabels = pgTable(
  'customer_labels',
  {
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    label: text('label').notNull(),
  },
  (table) => [
    primaryKey({ name: 'customer_labels_pk', columns: [table.customerId, table.label] }),
    index('customer_labels_label_idx').on(table.label),
  ],
);

/** Notes of staff about a customer; never shown to the subscriber. */
export const customerNotes = pgTable(
  'customer_notes',
  {
    id: idColumn(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    text: text('text').notNull(),
    authorUserId: reference('author_user_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('customer_notes_customer_id_idx').on(table.customerId, table.id)],
);

/**
 * A document about a customer: a contract, a copy of a letter, a photo of the installation. Re-encoded or validated
 * before it is stored (lib/customers/documents); its content only leaves as a download.
 */
export const customerDocuments = pgTable(
  'customer_documents',
  {
    id: uuid('id').primaryKey(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    /** The display name, without an extension, which follows the media type. */
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    content: binaryColumn('content').notNull(),
    /** Staff have allowed the subscriber to download it. */
    visibleToCustomer: boolean('visible_to_customer').notNull(),
    createdAt: createdAt(),
    createdByUserId: reference('created_by_user_id'),
  },
  (table) => [
    check('customer_documents_name_check', sql`length(${table.name}) between 1 and 120`),
    check(
      'customer_documents_size_check',
      sql`octet_length(${table.content}) between 1 and 12000000`,
    ),
    index('customer_documents_customer_id_idx').on(table.customerId, table.createdAt),
  ],
);

/**
 * The search document of one customer: lower-case id, name, email, phone, every login, address and MAC. Maintained by
 * triggers on the source tables (db/sql/customers.sql); read through a trigram index.
 */
export const customerSearch = pgTable(
  'customer_search',
  {
    customerId: reference('customer_id')
      .primaryKey()
      .references(() => customers.id),
    document: text('document').notNull(),
  },
  (table) => [
    index('customer_search_document_idx').using('gin', sql`${table.document} gin_trgm_ops`),
  ],
);
