import type { DemoCheck } from '../world';
import { balanceOf, outcomesOf, statusOf } from './support/cast';
import { stageOf } from './support/stage';
import { assert, waitFor } from './support/wait';

export const check: DemoCheck = {
  name: 'c. a one-off recurrence with zero credit gets its 100 GB on schedule',
  run: async (world) => {
    const { corporate } = await stageOf(world);
    await waitFor(
      'the second month',
      async () => (await outcomesOf(corporate.serviceId)).length === 2,
    );
    const outcomes = await outcomesOf(corporate.serviceId);
    assert(outcomes.join() === 'allocated,allocated', `periods are ${outcomes.join()}`);
    assert((await balanceOf(corporate.customerId)) === 0n, 'the wallet was not touched');
    assert((await statusOf(corporate.serviceId)) === 'active', 'the service is Active');
    return undefined;
  },
};
