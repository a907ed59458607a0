import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FrontDoor, openFrontDoor } from '@/demo/front-door';

type Reply = { status: number; headers: IncomingMessage['headers']; text: string };

let app: Server;
let page: Server;
let door: FrontDoor;
let endStream: () => void = () => undefined;

beforeAll(async () => {
  app = createServer((incoming, response) => {
    if (incoming.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      endStream = () => response.end('data: last\n\n');
      return;
    }
    incoming.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(incoming.headers));
  });
  page = createServer((_incoming, response) => response.end('a stand-in'));
  await Promise.all([listen(app), listen(page)]);
  door = await openFrontDoor({
    port: 0,
    portFor: (hostname) => portOf(hostname === 'stripe.localhost' ? page : app),
  });
});

afterAll(async () => {
  await door.close();
  for (const server of [app, page]) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the front door of the demo', () => {
  it('routes to the application and the stand-ins by host name', async () => {
    expect((await send('/', { host: 'stripe.localhost:3000' })).text).toBe('a stand-in');
    expect((await send('/', { host: 'localhost:3000' })).text).toContain('"host":"localhost:3000"');
  });

  it('overwrites forwarding headers set by the client', async () => {
    const forged = {
      host: 'localhost:3000',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-middleware-subrequest': 'proxy',
      forwarded: 'host=evil.example',
    };
    const seen = JSON.parse((await send('/', forged)).text) as Record<string, string>;
    expect(seen).toMatchObject({
      'x-forwarded-host': 'localhost:3000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(Object.keys(seen)).not.toContain('x-middleware-subrequest');
    expect(Object.keys(seen)).not.toContain('forwarded');
  });

  it('forwards a stream while it is being written', async () => {
    const incoming = await open('/stream', { host: 'localhost' });
    const first = await new Promise<string>((resolve) => {
      incoming.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    expect(first).toBe('data: first\n\n');
    endStream();
    expect(await textOf(incoming)).toBe('data: last\n\n');
  });

  it('refuses a body over 25 MB', async () => {
    const headers = { host: 'localhost', 'content-length': String(26 * 1024 * 1024) };
    expect((await send('/', headers, 'POST')).status).toBe(413);
  });

  it('never uses a connection that the application is about to close', async () => {
    const once = createTcp((socket) => {
      let asked = 0;
      socket.on('data', () => {
        asked += 1;
        if (asked > 1) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
      socket.on('error', () => undefined);
    });
    await listen(once);
    const ahead = await openFrontDoor({ port: 0, portFor: () => portOf(once) });
    for (const path of ['/one', '/two', '/three']) {
      const reply = await send(path, { host: 'localhost' }, 'GET', ahead.port);
      expect(reply).toMatchObject({ status: 200, text: 'ok' });
    }
    await ahead.close();
    once.close();
  });

  it('returns a 502 with a message while the application is down', async () => {
    const lonely = await openFrontDoor({ port: 0, portFor: () => 1 });
    const reply = await send('/', { host: 'localhost' }, 'GET', lonely.port);
    expect(reply).toMatchObject({ status: 502, text: expect.stringContaining('try again') });
    await lonely.close();
  });
});

function open(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
  port = door.port,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, resolve);
    outgoing.on('error', reject);
    if (method === 'GET') outgoing.end();
    else outgoing.flushHeaders();
  });
}

async function send(...args: Parameters<typeof open>): Promise<Reply> {
  const incoming = await open(...args);
  const text = await textOf(incoming);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: TcpServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function portOf(server: TcpServer): number {
  return (server.address() as AddressInfo).port;
}
