import type { StaffCtx } from '@/app/_auth/session';
import { listSiteChoices } from '@/lib/customers/queries';
import { listRouters } from '@/lib/routers/queries';

/** Sites and routers that a network can belong to. */
export async function loadFormChoices(ctx: StaffCtx) {
  const [sites, routers] = await Promise.all([listSiteChoices(ctx), listRouters(ctx)]);
  return { sites, routers: routers.map(({ routerId, name }) => ({ routerId, name })) };
}
