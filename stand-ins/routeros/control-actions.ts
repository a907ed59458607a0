import {
  Advance,
  Arm,
  ArmedName,
  Dial,
  Fault,
  Login,
  Reachable,
  Rights,
  Run,
  Skew,
  Slow,
  Traffic,
} from './control-input';
import { armFault, type FaultName, type FaultStage, type Heal } from './fault-catalog';
import { type Fault as FaultToArm, measuredBudget } from './faults';
import { bytesOf } from './model';
import type { RouterSimulator } from './simulator';

const armedFaults = new WeakMap<RouterSimulator, Map<FaultName, Heal>>();

/** How to end each named fault armed over HTTP. */
function armed(router: RouterSimulator): Map<FaultName, Heal> {
  const known = armedFaults.get(router) ?? new Map<FaultName, Heal>();
  armedFaults.set(router, known);
  return known;
}

function healArmed(router: RouterSimulator, name: FaultName): Promise<void> {
  const heal = armed(router).get(name);
  armed(router).delete(name);
  return heal ? heal() : Promise.resolve();
}

/** Removes properties that are undefined. */
const given = (body: object): object =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

type Action = (router: RouterSimulator, body: unknown) => unknown;

export const actions: Record<string, Action> = {
  dial: (router, body) => {
    const result = router.plugIn(Dial.parse(body));
    return result.ok ? { ok: true, address: result.session.address } : result;
  },
  'hang-up': (router, body) => ({ ok: router.hangUp(Login.parse(body).login) }),
  traffic: (router, body) => {
    const { login, up, down } = Traffic.parse(body);
    router.setTraffic(login, { up, down });
  },
  advance: (router, body) => router.advance(Advance.parse(body).ms),
  reboot: (router) => router.reboot(),
  reachable: (router, body) => router.setReachable(Reachable.parse(body).isReachable),
  fault: (router, body) => {
    router.faults.add(given(Fault.parse(body)) as FaultToArm); // parsed: zod only adds `| undefined`
  },
  slow: (router, body) => {
    router.faults.setBudget(Slow.parse(body).isSlow ? measuredBudget : undefined);
  },
  skew: (router, body) => router.skewClock(Skew.parse(body).ms),
  rights: (router, body) => {
    const { isReadOnly, secrets } = Rights.parse(body);
    router.device.isReadOnly = isReadOnly ?? router.device.isReadOnly;
    router.device.secretPolicy = secrets ?? router.device.secretPolicy;
  },
  arm: async (router, body) => {
    const { name, ...stage } = Arm.parse(body);
    await healArmed(router, name);
    armed(router).set(name, await armFault(router, name, given(stage) as FaultStage)); // as above
  },
  heal: (router, body) => healArmed(router, ArmedName.parse(body).name),
  'clear-faults': async (router) => {
    for (const name of [...armed(router).keys()]) await healArmed(router, name);
    router.faults.clear();
  },
  run: (router, body) => {
    const { command, args } = Run.parse(body);
    return { ret: router.run(command, args) };
  },
};

/** State of a router for a test or a demo page, ready for JSON. */
export function stateOf(router: RouterSimulator, index: number) {
  const sessions = [...router.device.sessions.all].map((session) => ({
    kind: session.kind,
    login: session.login,
    address: session.address,
    mac: session.mac,
    profile: session.profile,
    startedAt: new Date(session.startedAt).toISOString(),
    uploadedBytes: bytesOf(session.meter.volume.up),
    downloadedBytes: bytesOf(session.meter.volume.down),
    served: router.served(session.login),
  }));
  const devices = router.device.sessions.cpes.map(({ kind, login, mac }) => ({
    kind,
    login,
    mac,
    served: router.served(login),
  }));
  return {
    index,
    identity: router.identity,
    personality: router.personality,
    port: router.port,
    isReachable: router.isReachable,
    now: new Date(router.device.clock.now).toISOString(),
    sessions,
    devices,
  };
}

type View = (router: RouterSimulator, parameters: URLSearchParams) => unknown;

export const views: Record<string, View> = {
  rows: (router, parameters) => ({ rows: router.rows(parameters.get('menu') ?? '') }),
  served: (router, parameters) => ({ served: router.served(parameters.get('login') ?? '') }),
  transcript: (router) => ({ entries: router.transcript() }),
  violations: (router) => ({ violations: router.violations() }),
};
