import { z } from 'zod';
import { staffRoute } from '@/app/_operator/staff-route';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { setupScript } from '@/lib/routers/rules/setup-script';
import { getRouterDetail, type RouterDetail } from '@/lib/screens/admin/router';
import { portalHostOf } from '../../../_parts/portal-host';

export const dynamic = 'force-dynamic';

const Addresses = z.object({ server: z.ipv4(), portal: z.ipv4() });

type Address = { params: Promise<{ routerId: string }> };

/** The setup script of one router as a file to import: `/import file-name=netpurse-7.rsc`. */
export const GET = staffRoute(['routers.read'], async (ctx, request, { params }: Address) => {
  const id = /^[1-9]\d{0,14}$/.exec((await params).routerId)?.[0];
  const router = id === undefined ? null : await findRouter(ctx, Number(id));
  if (router === null) return new Response('Not found.', { status: 404 });
  const addresses = Addresses.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!addresses.success) return new Response('Two IPv4 addresses are needed.', { status: 400 });
  const text = setupScript({
    username: router.username,
    serverAddress: addresses.data.server,
    portalAddress: addresses.data.portal,
    portalHost: portalHostOf(),
    hasHotspot: router.accessMethods.includes('hotspot'),
  });
  return new Response(`${text}\n`, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="netpurse-${router.routerId}.rsc"`,
      'cache-control': 'no-store',
    },
  });
});

async function findRouter(ctx: Ctx, routerId: number): Promise<RouterDetail | null> {
  try {
    return await getRouterDetail(ctx, routerId);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}
