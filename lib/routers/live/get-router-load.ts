import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getRouter } from '../lookups/routers';
import { askRouter, type NoAnswer } from './ask-router';
import { type RouterLoad, readLoad } from './read-load';

/**
 * Returns the current load of a router as the router reports it, or why it is unknown.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function getRouterLoad(ctx: Ctx, routerId: number): Promise<RouterLoad | NoAnswer> {
  requireStaff(ctx, 'routers.read');
  const router = await getRouter(ctx, routerId);
  return askRouter(router, { topic: 'load', now: ctx.now }, readLoad);
}
