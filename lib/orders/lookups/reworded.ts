import { desc, eq } from 'drizzle-orm';
import { catalogItemVersions } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import type { OrderRequest } from '../order-input';
import { type PlanWords, printOfWords } from '../rules/plan-words';
import type { Quote } from '../rules/quote';

/** The words of a plan that were shown, and those it has now; null where no version has them any more. */
export type Reworded = { was: PlanWords | null; now: PlanWords | null };

/**
 * Finds the words behind two quotes of one request among the versions of its item; null if the plan still
 * describes itself as shown.
 */
export async function findReworded(
  ctx: ActorlessCtx,
  { request, was, now }: { request: OrderRequest; was: Quote; now: Quote },
): Promise<Reworded | null> {
  const [shown, current] = [was.plan?.wordsPrint, now.plan?.wordsPrint];
  if (request.kind === 'pack' || shown === undefined || shown === current) return null;
  const { description, specification, specificationText } = catalogItemVersions;
  const versions = await readDb(ctx)
    .select({ description, specification, specificationText })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.itemId, request.itemId))
    .orderBy(desc(catalogItemVersions.version));
  const wordsOf = (print: string | undefined) =>
    versions.find((words) => printOfWords(words) === print) ?? null;
  return { was: wordsOf(shown), now: wordsOf(current) };
}
