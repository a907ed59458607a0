import { RouterOSAPI } from 'node-routeros';
import type { RouterConnection } from '@/lib/routers/driver';
import { mikrotikDriver } from '@/lib/routers/mikrotik/mikrotik-driver';
import { type Bench, figure, interleave, timed } from './harness';
import { type RouterProcess, startRouterProcess } from './router-driver/router-process';

const ROWS = 10_000;
const ADDS = 1_000;
/** Without the patch, every word waits for the delayed acknowledgement of the previous one. */
const unpatchedAdds = { sequential: 25, windowed: 250 };
const WINDOW = 16;
const MENU = '/ppp/secret';

/** Minimum speed-up over the unpatched client, and the time budget of a sync. */
const targets = { print: 1.5, sequential: 20, windowed: 10, printMs: 1_000, addsMs: 2_000 };

type Add = (name: string) => Promise<unknown>;

/** Our driver against the client it is built on, both talking to routers in separate processes. */
export const bench: Bench = async ({ repeats, say }) => {
  const printed = await startRouterProcess({ secretCount: ROWS });
  const written = await startRouterProcess();
  const [ours, theirs] = [await connectOurs(printed), await connectTheirs(printed)];
  const [adder, theirAdder] = [await connectOurs(written), await connectTheirs(written)];
  const add: Add = (name) => adder.add(MENU, attributesOf(name));
  const theirAdd: Add = (name) => {
    const attributes = Object.entries(attributesOf(name));
    return theirAdder.write(
      `${MENU}/add`,
      attributes.map(([key, value]) => `=${key}=${value}`),
    );
  };
  try {
    const perSecond = await interleave(
      {
        print: rateOf(ROWS, async () => countRows(await ours.print(MENU))),
        unpatchedPrint: rateOf(ROWS, async () => countRows(await theirs.write(`${MENU}/print`))),
        sequential: rateOf(ADDS, () => addAll(add, ADDS, 1)),
        unpatchedSequential: rateOf(unpatchedAdds.sequential, () =>
          addAll(theirAdd, unpatchedAdds.sequential, 1),
        ),
        windowed: rateOf(ADDS, () => addAll(add, ADDS, WINDOW)),
        unpatchedWindowed: rateOf(unpatchedAdds.windowed, () =>
          addAll(theirAdd, unpatchedAdds.windowed, WINDOW),
        ),
      },
      repeats,
    );
    const figures = [
      rateFigure('print_10k', 'rows/s', perSecond.print.median, {
        unpatched: perSecond.unpatchedPrint.median,
        target: targets.print,
        workload: `${ROWS} rows of 14 properties in one print`,
      }),
      rateFigure('add_sequential', 'adds/s', perSecond.sequential.median, {
        unpatched: perSecond.unpatchedSequential.median,
        target: targets.sequential,
        workload: `${ADDS} secrets of 8 words, one after another (unpatched: ${unpatchedAdds.sequential})`,
      }),
      rateFigure('add_windowed', 'adds/s', perSecond.windowed.median, {
        unpatched: perSecond.unpatchedWindowed.median,
        target: targets.windowed,
        workload: `${ADDS} secrets of 8 words, ${WINDOW} at a time (unpatched: ${unpatchedAdds.windowed})`,
      }),
      timeFigure('print_10k_ms', (ROWS / perSecond.print.median) * 1_000, targets.printMs),
      timeFigure('add_1000_ms', (ADDS / perSecond.sequential.median) * 1_000, targets.addsMs),
    ];
    say(await protocolVerdict([printed, written]));
    return figures;
  } finally {
    await Promise.all([ours.close(), adder.close(), theirs.close(), theirAdder.close()]);
    await Promise.all([printed.close(), written.close()]);
  }
};

const loginOf = ({ host, port, user, password }: RouterProcess) => ({ host, port, user, password });

function connectOurs({ host, port, user, password }: RouterProcess): Promise<RouterConnection> {
  return mikrotikDriver.connect({ address: host, port, username: user, password, tls: null });
}

function connectTheirs(router: RouterProcess): Promise<RouterOSAPI> {
  return new RouterOSAPI({ ...loginOf(router), timeout: 60 }).connect();
}

/** Together with the path, the eight words of a typical add. */
const attributesOf = (name: string) => ({
  name,
  password: 'secret',
  service: 'pppoe',
  profile: 'default',
  'remote-address': '10.99.0.1',
  comment: 'isp:1',
  disabled: 'no',
});

let lastName = 0;

async function addAll(add: Add, count: number, window: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      lastName += 1;
      await add(`customer-${lastName}`);
    }
  };
  await Promise.all(Array.from({ length: window }, lane));
}

function countRows(rows: readonly unknown[]): void {
  if (rows.length !== ROWS) throw new Error(`${rows.length} rows of ${ROWS} were printed`);
}

const rateOf = (count: number, work: () => Promise<void>) => async () =>
  (count / (await timed(work))) * 1_000;

type Peer = {
  unpatched: number;
  /** Minimum multiple of the unpatched client's rate. */
  target: number;
  workload: string;
};

function rateFigure(name: string, unit: string, value: number, peer: Peer) {
  const { unpatched, target } = peer;
  const times = value / unpatched;
  return figure({
    ...{ name, value, unit, floor: unpatched, better: 'more' as const },
    workload: `${peer.workload}; floor: node-routeros 1.6.9 unpatched, ${times.toFixed(1)}x of it, target ${verdict(times >= target, `>= ${target}x`)}`,
  });
}

function timeFigure(name: string, value: number, target: number) {
  return figure({
    ...{ name, value, unit: 'ms' },
    workload: `from the rate above; target ${verdict(value < target, `< ${target} ms`)}`,
  });
}

const verdict = (isMet: boolean, target: string) => `${target} ${isMet ? 'met' : 'MISSED'}`;

/** The unpatched client violates the protocol by design, so only our connections are judged. */
async function protocolVerdict(routers: readonly RouterProcess[]): Promise<string> {
  const views = await Promise.all(routers.map((router) => router.view('violations')));
  const ours = views
    .flatMap((view) => (view as { violations: string[] }).violations)
    .filter((violation) => violation.startsWith('connection 1:'));
  return ours.length === 0 ? 'the driver broke no rule of the protocol' : ours.join('\n');
}
