import { anchorAt, type IntervalUnit, periodStart } from '@/lib/kit/time';
import type { DemoWorld } from '../../world';
import { castSubscriber, playPast, type Subscriber } from './cast';

/** Subscribers whose periods all fall due at the same moment, so that one tick of the sweep handles them all. */
export type Stage = {
  weekly: Subscriber;
  corporate: Subscriber;
  unlimited: Subscriber;
  dueAt: Date;
};

let staged: Promise<Stage> | undefined;

export function stageOf(world: DemoWorld): Promise<Stage> {
  staged ??= build(world);
  return staged;
}

/** Seconds from now until the third week, the month and the unlimited month fall due. */
const DUE_IN_SECONDS = 4;
/** The demo operator's time zone; periods keep their local time across daylight-saving changes. */
const TIME_ZONE = 'Europe/London';

async function build(world: DemoWorld): Promise<Stage> {
  const dueAt = new Date(Date.now() + DUE_IN_SECONDS * 1000);
  const before = (unit: IntervalUnit, periods: number) =>
    periodStart(anchorAt(dueAt, TIME_ZONE, { count: 1, unit }), -periods);
  const weekly = await castSubscriber(world, {
    name: 'Check Weekly',
    plan: 'Weekly 5 GB',
    credit: 1_100n,
    since: before('week', 2),
  });
  const corporate = await castSubscriber(world, {
    name: 'Check Corporate',
    plan: 'Corporate 100 GB',
    credit: 0n,
    since: before('month', 1),
    labels: ['corporate'],
  });
  const unlimited = await castSubscriber(world, {
    name: 'Check Unlimited',
    plan: 'Home Unlimited',
    credit: 10_000n,
    since: before('month', 1),
  });
  await playPast([before('week', 1)]);
  return { weekly, corporate, unlimited, dueAt };
}
