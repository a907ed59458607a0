import { and, desc, eq, sql } from 'drizzle-orm';
import { customerDocuments } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { DOCUMENTS_MAX } from '@/lib/customers/documents/rules';
import { found, refuse } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';

export type DocumentView = {
  documentId: string;
  name: string;
  mediaType: string;
  /** Size of the stored file. */
  bytes: bigint;
  visibleToCustomer: boolean;
  createdAt: Date;
  /** Name of the person who uploaded it; null for subscribers. */
  author: string | null;
};

/** Lists a customer's documents, newest first; a subscriber sees only those staff made visible. */
export async function listDocuments(ctx: Ctx, customerId: number): Promise<DocumentView[]> {
  requireCustomerAccess(ctx, customerId, 'customers.read');
  const isSubscriber = ctx.actor.kind === 'subscriber';
  const rows = await readDb(ctx)
    .select({
      documentId: customerDocuments.id,
      name: customerDocuments.name,
      mediaType: customerDocuments.mediaType,
      bytes: sql<number>`octet_length(${customerDocuments.content})`,
      visibleToCustomer: customerDocuments.visibleToCustomer,
      createdAt: customerDocuments.createdAt,
      author: users.name,
    })
    .from(customerDocuments)
    .leftJoin(users, eq(users.id, customerDocuments.createdByUserId))
    .where(
      and(
        eq(customerDocuments.customerId, customerId),
        isSubscriber ? eq(customerDocuments.visibleToCustomer, true) : undefined,
      ),
    )
    .orderBy(desc(customerDocuments.createdAt), desc(customerDocuments.id))
    .limit(DOCUMENTS_MAX);
  return rows.map(({ bytes, author, ...row }) => ({
    ...row,
    bytes: BigInt(bytes),
    author: isSubscriber ? null : author,
  }));
}

export type DocumentContent = { name: string; mediaType: string; content: Buffer };

/**
 * Returns the bytes of one document. For a subscriber, a hidden document does not exist.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function getDocument(ctx: Ctx, documentId: string): Promise<DocumentContent> {
  if (!isUuid(documentId)) refuse('not-found', 'not_found');
  const [row] = await readDb(ctx)
    .select({
      customerId: customerDocuments.customerId,
      name: customerDocuments.name,
      mediaType: customerDocuments.mediaType,
      visibleToCustomer: customerDocuments.visibleToCustomer,
      content: customerDocuments.content,
    })
    .from(customerDocuments)
    .where(eq(customerDocuments.id, documentId));
  const { customerId, visibleToCustomer, ...file } = found(row);
  requireCustomerAccess(ctx, customerId, 'customers.read');
  if (ctx.actor.kind === 'subscriber' && !visibleToCustomer) refuse('not-found', 'not_found');
  return file;
}
