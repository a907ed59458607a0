import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { allocationSources } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { bytesColumn, createdAt, idColumn, instant, reference } from '../columns';

/**
 * A bucket of data granted to a service. Used in order of expiry; `used_bytes` may pass the grant of
 * the last bucket by what flowed between two polls.
 */
export const allocations = pgTable(
  'allocations',
  {
    id: idColumn(),
    serviceId: reference('service_id').notNull(),
    customerId: reference('customer_id').notNull(),
    source: text('source', { enum: allocationSources }).notNull(),
    /** The period that granted it; null for packs and staff grants. */
    periodIndex: integer('period_index'),
    orderId: uuid('order_id'),
    packId: reference('pack_id'),
    grantedBytes: bytesColumn('granted_bytes').notNull(),
    usedBytes: bytesColumn('used_bytes').notNull().default(sql`0`),
    startsAt: instant('starts_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    check('allocations_source_check', oneOf(table.source, allocationSources)),
    check('allocations_bytes_check', sql`${table.grantedBytes} > 0 and ${table.usedBytes} >= 0`),
    unique('allocations_service_id_period_index_key').on(table.serviceId, table.periodIndex),
    unique('allocations_order_id_key').on(table.orderId),
    index('allocations_service_id_expires_at_idx').on(table.serviceId, table.expiresAt),
  ],
);
