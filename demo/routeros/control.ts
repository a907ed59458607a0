import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { MEASURED_BUDGET } from './faults';
import { bytesOf } from './model';
import type { RouterSimulator } from './simulator';

const BODY_BYTES_MAX = 64 * 1024;

const Redial = z.enum(['immediate', '10s', 'never']).default('immediate');
const Dial = z.object({
  kind: z.enum(['ppp', 'hotspot', 'dhcp', 'static']).default('ppp'),
  login: z.string().min(1),
  password: z.string().default(''),
  mac: z.string().default('02:00:00:00:00:01'),
  redial: Redial,
});
const Login = z.object({ login: z.string().min(1) });
const Bits = z.number().int().nonnegative();
const Traffic = z.object({ login: z.string().min(1), up: Bits, down: Bits });
const Advance = z.object({ ms: z.number().int().positive() });
const Rights = z.object({
  isReadOnly: z.boolean().optional(),
  secrets: z.enum(['shown', 'masked', 'absent']).optional(),
});
const Skew = z.object({ ms: z.number().int() });
const Slow = z.object({ isSlow: z.boolean() });
const Reachable = z.object({ isReachable: z.boolean() });
const Run = z.object({
  command: z.string().startsWith('/'),
  args: z.record(z.string(), z.string()).default({}),
});

const Hangup = z.enum(['fin', 'rst']).default('fin');
const strike = { on: z.string().optional(), nth: Bits.optional(), times: Bits.optional() };
const Fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept-then-close'), ...strike }),
  z.object({ kind: z.literal('silent'), ...strike }),
  z.object({ kind: z.literal('reject-login'), ...strike }),
  z.object({ kind: z.literal('latency'), ms: Bits, jitterMs: Bits.optional(), ...strike }),
  z.object({
    kind: z.literal('drop-mid-reply'),
    by: Hangup,
    afterBytes: Bits.optional(),
    ...strike,
  }),
  z.object({ kind: z.literal('commit-then-drop'), by: Hangup, ...strike }),
  z.object({ kind: z.literal('drop-before-commit'), by: Hangup, ...strike }),
  z.object({
    kind: z.literal('split'),
    at: z.enum(['every-byte', 'lone-length', 'lone-final-zero']),
    ...strike,
  }),
  z.object({ kind: z.literal('fatal'), message: z.string().optional(), ...strike }),
  z.object({ kind: z.literal('trap'), messages: z.array(z.string()).min(1), ...strike }),
  z.object({ kind: z.literal('empty'), ...strike }),
  z.object({ kind: z.literal('unknown-reply'), word: z.string().optional(), ...strike }),
  z.object({ kind: z.literal('stray-tag'), tag: z.string().optional(), ...strike }),
  z.object({ kind: z.literal('interleave'), ...strike }),
]);

type Action = (router: RouterSimulator, body: unknown) => unknown;

const ACTIONS: Record<string, Action> = {
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
    const { on, nth, times, ...effect } = Fault.parse(body);
    router.faults.add({
      ...(effect as Parameters<RouterSimulator['faults']['add']>[0]), // parsed one line above; zod adds `| undefined`
      ...(on === undefined ? {} : { on }),
      ...(nth === undefined ? {} : { nth }),
      ...(times === undefined ? {} : { times }),
    });
  },
  slow: (router, body) => {
    router.faults.setBudget(Slow.parse(body).isSlow ? MEASURED_BUDGET : undefined);
  },
  skew: (router, body) => router.skewClock(Skew.parse(body).ms),
  rights: (router, body) => {
    const { isReadOnly, secrets } = Rights.parse(body);
    router.device.isReadOnly = isReadOnly ?? router.device.isReadOnly;
    router.device.secretPolicy = secrets ?? router.device.secretPolicy;
  },
  'clear-faults': (router) => router.faults.clear(),
  run: (router, body) => {
    const { command, args } = Run.parse(body);
    return { ret: router.run(command, args) };
  },
};

/** What a test or a demo page wants to see of a router, ready for JSON. */
function stateOf(router: RouterSimulator, index: number) {
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

/** A request somebody got wrong, with the status that says so. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // A browser page of another origin cannot send this type without a preflight we never grant.
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new BadRequest(415, 'send application/json');
  }
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new BadRequest(413, 'the body is too large');
  }
  return text === '' ? {} : (JSON.parse(text) as unknown);
}

function routerAt(routers: readonly RouterSimulator[], text: string): RouterSimulator {
  const router = routers[Number(text)] ?? routers.find((known) => known.identity === text);
  if (!router) throw new BadRequest(404, `no router ${text}`);
  return router;
}

type View = (router: RouterSimulator, parameters: URLSearchParams) => unknown;

const VIEWS: Record<string, View> = {
  rows: (router, parameters) => ({ rows: router.rows(parameters.get('menu') ?? '') }),
  served: (router, parameters) => ({ served: router.served(parameters.get('login') ?? '') }),
  transcript: (router) => ({ entries: router.transcript() }),
};

const pick = <Handler>(handlers: Record<string, Handler>, name: string): Handler => {
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (!handler) throw new BadRequest(404, 'not found');
  return handler;
};

async function answer(
  routers: readonly RouterSimulator[],
  request: IncomingMessage,
): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [root = 'state', which = '', name = ''] = url.pathname.split('/').filter(Boolean);
  const isRead = request.method === 'GET';
  if (root === 'state' && isRead) return { routers: routers.map(stateOf) };
  if (root !== 'routers') throw new BadRequest(404, 'not found');
  const router = routerAt(routers, decodeURIComponent(which));
  if (isRead && name === '') return stateOf(router, routers.indexOf(router));
  if (isRead) return pick(VIEWS, name)(router, url.searchParams);
  const act = pick(ACTIONS, name);
  return (await act(router, await readJson(request))) ?? { ok: true };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function handle(
  routers: readonly RouterSimulator[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    send(response, 200, await answer(routers, request));
  } catch (error) {
    // Everything that can go wrong here is the caller's doing: a bad body, menu or command.
    const status = error instanceof BadRequest ? error.status : 400;
    send(response, status, { error: error instanceof Error ? error.message : String(error) });
  }
}

export interface RouterControl {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the routers' controls as JSON over HTTP on 127.0.0.1: `GET /state`,
 * `GET /routers/<index or identity>/rows?menu=ppp/secret`, `POST /routers/<…>/dial` and the other
 * actions. Port 0 takes any free port.
 */
export async function startRouterControl(
  routers: readonly RouterSimulator[],
  port = 0,
): Promise<RouterControl> {
  const server: Server = createServer((request, response) => {
    // `handle` answers its own errors; nothing is left to await here.
    void handle(routers, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const actual = (server.address() as AddressInfo).port; // listening on TCP, so never a path
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
