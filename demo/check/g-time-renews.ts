import type { DemoCheck } from '../world';
import { balanceOf, outcomesOf, statusOf } from './support/cast';
import { stageOf } from './support/stage';
import { assert, waitFor } from './support/wait';

export const check: DemoCheck = {
  name: 'g. a plan without a data limit renews its period, and the paying session never drops',
  run: async (world) => {
    const { unlimited } = await stageOf(world);
    const session = () =>
      unlimited.router.rows('ppp/active').find((row) => row['name'] === unlimited.login)?.[
        'session-id'
      ];
    const before = session();
    await waitFor(
      'the second month',
      async () => (await outcomesOf(unlimited.serviceId)).length === 2,
    );
    assert((await statusOf(unlimited.serviceId)) === 'active', 'the service is Active');
    assert(
      (await balanceOf(unlimited.customerId)) === 10_000n - 4_900n - 3_900n,
      'two months and one activation fee were charged',
    );
    assert(
      before === undefined || session() === before,
      'the session is the same as before the renewal',
    );
    return undefined;
  },
};
