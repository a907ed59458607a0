import { getSql } from '@/db/client';
import type { Rows } from './world';

/** Retires a world whose rows stay in a shared database, so that nothing of it is sold, polled or pushed any more. */
export async function retireWorld({ routerId, itemId, targetItemId }: Rows): Promise<void> {
  await getSql()`update routers set status = 'off' where id = ${routerId}`;
  await getSql()`
    update catalog_items set status = 'retired' where id in (${itemId}, ${targetItemId})`;
}
