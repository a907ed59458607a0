import { staffRoute } from '@/app/_operator/staff-route';
import { DomainError } from '@/lib/kit/errors';
import { takeOutPerson } from '@/lib/person/take-out-person';

export const dynamic = 'force-dynamic';

type Address = { params: Promise<{ customerId: string }> };

/** All data stored about one person, as one JSON file. */
export const GET = staffRoute(['export'], async (ctx, _request, { params }: Address) => {
  const id = /^[1-9]\d{0,14}$/.exec((await params).customerId)?.[0];
  if (id === undefined) return new Response('Not found.', { status: 404 });
  try {
    const text = await takeOutPerson(ctx, { customerId: Number(id) });
    return new Response(text, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="customer-${id}.json"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found')
      return new Response('Not found.', { status: 404 });
    throw error;
  }
});
