import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const BODY_BYTES_MAX = 25 * 1024 * 1024;

/** Hop-by-hop headers, and headers a client could forge to impersonate another. */
const headersDropped = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-middleware-subrequest',
];

export type FrontDoorOptions = {
  port: number;
  /** Returns the loopback port that serves a host name (without port). */
  portFor: (hostname: string) => number;
  /** Interface to listen on; defaults to loopback. */
  host?: string;
};

export type FrontDoor = { port: number; close: () => Promise<void> };

/**
 * Serves the application and the stand-ins' pages on one port, routed by host name. Streams both ways, so Server-Sent
 * Events arrive as they are written.
 * @throws the listen error: EADDRINUSE when the port is taken, EACCES when it may not be used.
 */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const server = createServer({
    headersTimeout: 15_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 32 * 1024,
  });
  const target = (request: IncomingMessage) => options.portFor(hostnameOf(request));
  server.on('request', (request, response) => forward(request, response, target(request)));
  server.on('upgrade', (request, socket, head) => tunnel(request, socket, head, target(request)));
  server.on('clientError', (_error, socket) => refuseGarbage(socket));
  await listen(server, options.port, options.host ?? '127.0.0.1');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve());
  });
}

function forward(request: IncomingMessage, response: ServerResponse, port: number): void {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) {
    answer(response, 413, 'The request is larger than 25 MB.');
    return;
  }
  const { method, url } = request;
  const upstream = requestHttp(
    // The application may close a kept-alive connection just as it is reused, and a POST cannot be retried.
    { host: '127.0.0.1', port, agent: false, method, path: url, headers: headersFor(request) },
    (reply) => {
      response.writeHead(reply.statusCode ?? 502, withoutConnection(reply.headers));
      response.flushHeaders();
      reply.pipe(response);
      reply.on('error', () => response.destroy());
    },
  );
  upstream.setNoDelay(true);
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else answer(response, 502, 'Netpurse is just starting or restarting: try again in a moment.');
  });
  response.on('close', () => upstream.destroy());
  limitBody(request, () => {
    answer(response, 413, 'The request is larger than 25 MB.');
    upstream.destroy();
  });
  request.pipe(upstream);
}

/** Counts the bytes of a body sent without a length as they pass. */
function limitBody(request: IncomingMessage, onExcess: () => void): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) return;
    request.unpipe();
    request.resume();
    onExcess();
  });
}

function headersFor(request: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...request.headers };
  for (const name of headersDropped) delete headers[name];
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  headers['x-forwarded-host'] = request.headers.host ?? '';
  headers['x-forwarded-proto'] = 'http';
  return headers;
}

function withoutConnection(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const { connection: _one, 'keep-alive': _two, ...rest } = headers;
  return rest;
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
    ...(status === 502 ? { 'retry-after': '2' } : {}),
  });
  response.end(`${text}\n`);
}

/** The development server's WebSocket, which notifies open pages of changed files. */
function tunnel(request: IncomingMessage, client: Duplex, head: Buffer, port: number): void {
  const upstream: Socket = connect(port, '127.0.0.1', () => {
    const headers = {
      ...headersFor(request),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
    upstream.write([`GET ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on('error', () => client.destroy());
  client.on('error', () => upstream.destroy());
  client.on('close', () => upstream.destroy());
}

function refuseGarbage(socket: Duplex): void {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
}

function hostnameOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}
