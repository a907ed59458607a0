import type { StaffCtx } from '@/app/_auth/session';
import { listRouters } from '@/lib/screens/admin/routers';
import { listSiteChoices } from '@/lib/screens/admin/sites';

/** Sites and routers that a network can belong to. */
export async function loadFormChoices(ctx: StaffCtx) {
  const [sites, routers] = await Promise.all([listSiteChoices(ctx), listRouters(ctx)]);
  return { sites, routers: routers.map(({ routerId, name }) => ({ routerId, name })) };
}
