import type { DemoWorld } from '../../world';
import { ago, castSubscriber, playPast, type Subscriber } from './cast';

/** Everyone whose period falls due at the same moment, so that one tick of the application's sweep serves all. */
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
const dueInSeconds = 4;

async function build(world: DemoWorld): Promise<Stage> {
  const now = new Date();
  const weekly = await castSubscriber(world, {
    name: 'Check Weekly',
    plan: 'Weekly 5 GB',
    credit: 1_100n,
    since: ago(now, 14, dueInSeconds),
  });
  const monthAgo = monthBefore(now, dueInSeconds);
  const corporate = await castSubscriber(world, {
    name: 'Check Corporate',
    plan: 'Corporate 100 GB',
    credit: 0n,
    since: monthAgo,
    labels: ['corporate'],
  });
  const unlimited = await castSubscriber(world, {
    name: 'Check Unlimited',
    plan: 'Home Unlimited',
    credit: 10_000n,
    since: monthAgo,
  });
  await playPast([ago(now, 7, dueInSeconds)]);
  return { weekly, corporate, unlimited, dueAt: new Date(now.getTime() + dueInSeconds * 1000) };
}

/** The moment whose next month begins in `seconds`; on the last days of a month, the anchor that clamps to it. */
function monthBefore(now: Date, seconds: number): Date {
  const due = new Date(now.getTime() + seconds * 1000);
  const then = new Date(due);
  then.setUTCMonth(then.getUTCMonth() - 1, 1);
  const lastDay = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(due.getUTCDate(), lastDay));
  return then;
}
