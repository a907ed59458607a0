import type { DemoCheck } from '../world';
import { outcomesOf, signIn, statusOf } from './support/cast';
import { Page } from './support/page';
import { stageOf } from './support/stage';
import { assert, waitFor } from './support/wait';

export const check: DemoCheck = {
  name: 'a. two weeks are charged, the third is withheld, the router walls the subscriber in',
  run: async (world) => {
    const { weekly, dueAt } = await stageOf(world);
    await waitFor('the first push', () => weekly.router.served(weekly.login) === 'served', {
      withinMs: 30_000,
    });
    const wallMs = await waitFor(
      'the walled garden',
      () => weekly.router.served(weekly.login) === 'garden',
      {
        withinMs: 100_000,
        since: performance.now() - (Date.now() - dueAt.getTime()),
      },
    );
    const outcomes = await outcomesOf(weekly.serviceId);
    assert(outcomes.join() === 'allocated,allocated,withheld', `periods are ${outcomes.join()}`);
    assert((await statusOf(weekly.serviceId)) === 'stopped', 'the service is Stopped');
    const home = await Page.open(await signIn(world, weekly.email), '/');
    home
      .expectText(/stopped/i)
      .expectText(/credit/i)
      .expectText(/€4\.00/);
    return [{ name: 'from due to the walled garden (sweeps run every minute)', ms: wallMs }];
  },
};
