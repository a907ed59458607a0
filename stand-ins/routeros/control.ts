import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { actions, stateOf, views } from './control-actions';
import type { RouterSimulator } from './simulator';

const BODY_BYTES_MAX = 64 * 1024;

/** An invalid request, with its HTTP status. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // A browser page of another origin cannot send this type without a preflight, which we never grant.
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
  if (isRead) return pick(views, name)(router, url.searchParams);
  const act = pick(actions, name);
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
    // Every possible failure here is the caller's: a bad body, menu or command.
    const status = error instanceof BadRequest ? error.status : 400;
    send(response, status, { error: error instanceof Error ? error.message : String(error) });
  }
}

export type RouterControl = {
  port: number;
  url: string;
  close(): Promise<void>;
};

/**
 * Serves the routers' controls as JSON over HTTP on 127.0.0.1: `GET /state`, `GET /routers/<index or
 * identity>/rows?menu=ppp/secret`, `POST /routers/<…>/dial` and the other actions. Port 0 picks any free port.
 */
export async function startRouterControl(
  routers: readonly RouterSimulator[],
  port = 0,
): Promise<RouterControl> {
  const server: Server = createServer((request, response) => {
    // `handle` reports its own errors, so there is nothing to await.
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
