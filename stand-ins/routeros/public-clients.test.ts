import { RouterOSAPI } from 'node-routeros';
import { expect, test } from 'vitest';
import type { Personality } from './personality';
import { startRouterSimulator } from './simulator';

const SECRETS = '/ppp/secret';

// Never an empty print here: from 7.18 on it crashes any process that uses this client unguarded.
test.each<Personality>(['6.49', '7.17', '7.18', '7.23', 'legacy-md5'])(
  'the public client node-routeros, as shipped, works with RouterOS %s',
  async (personality) => {
    const router = await startRouterSimulator({ personality });
    const { host, port, user, password } = router;
    const client = new RouterOSAPI({ host, port, user, password, timeout: 5 });
    await client.connect();
    const [added] = await client.write(`${SECRETS}/add`, ['=name=anna', '=password=pw']);
    await client.write(`${SECRETS}/add`, ['=name=bob', '=disabled=yes']);
    const query = ['?disabled=true', '?name=anna', '?#|', '=.proplist=name'];
    expect(await client.write(`${SECRETS}/print`, query)).toEqual([
      { name: 'anna' },
      { name: 'bob' },
    ]);
    await client.write(`${SECRETS}/set`, [`=.id=${added?.['ret']}`, '=comment=a=b']);
    const [row] = await client.write(`${SECRETS}/print`, ['?name=anna']);
    expect(row).toMatchObject({ '.id': added?.['ret'], comment: 'a=b', disabled: 'false' });
    await expect(client.write(`${SECRETS}/add`, ['=name=bob'])).rejects.toThrow(
      'secret with the same name already exists',
    );
    await client.write(`${SECRETS}/remove`, ['=.id=anna']);
    expect(router.rows('ppp/secret').map(({ name }) => name)).toEqual(['bob']);
    await client.close();
    expect(() => router.assertQuiet()).not.toThrow();
    await router.close();
  },
);
