import { randomBytes } from 'node:crypto';
import { type RouterConnection, RouterError } from '../driver';

const MENU = '/ppp/secret';
const NAME = 'netpurse-write-test';

/**
 * Tests whether our login may add, change and remove, with a disabled secret that is removed again. Removes one that an
 * earlier test left behind first. Null when the router has no PPP.
 * @throws RouterError when the connection is lost
 */
export async function tryWriting(connection: RouterConnection): Promise<boolean | null> {
  try {
    await removeOurs(connection);
    const id = await connection.add(MENU, {
      name: NAME,
      password: randomBytes(12).toString('base64url'),
      service: 'pppoe',
      disabled: 'yes',
      comment: 'isp:test',
    });
    await connection.set(MENU, id, { comment: 'isp:test written' });
    await connection.remove(MENU, [id]);
    return true;
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    return /no such command/.test(error.message) ? null : false;
  }
}

async function removeOurs(connection: RouterConnection): Promise<void> {
  const rows = await connection.print(MENU, { fields: ['.id', 'comment'], where: { name: NAME } });
  const ids = rows
    .filter((row) => row['comment']?.startsWith('isp:test'))
    .flatMap((row) => row['.id'] ?? []);
  if (ids.length > 0) await connection.remove(MENU, ids);
}
