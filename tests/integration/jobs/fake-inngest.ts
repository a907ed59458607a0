import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inngest } from 'inngest';
import { signingKey } from './test-client';

type Received = { path: string; events: { id: string; name: string; data: unknown }[] };
type Registration = { url: string; functions: { id: string }[]; signature: string | undefined };

/** Inngest's event and registration API as documented; records what it receives. */
export class FakeInngest {
  readonly requests: Received[] = [];
  readonly registrations: Registration[] = [];
  /** Status of the event API's responses: 200, or an error. */
  status = 200;
  /** While away, it closes connections without a response. */
  isAway = false;
  private port = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer(async (request, response) => {
      if (this.isAway) {
        request.socket.destroy();
        return;
      }
      const body = JSON.parse((await textOf(request)) || 'null');
      const [status, answer] = this.take(request, body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get events() {
    return this.requests.flatMap((request) => request.events);
  }

  /** A client of this server, in the mode that needs both keys. */
  client(): Inngest {
    const silent = () => undefined;
    return new Inngest({
      id: 'test',
      isDev: false,
      baseUrl: this.url,
      eventKey: 'event-key',
      signingKey,
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });
  }

  private take(request: IncomingMessage, body: unknown): [number, unknown] {
    const path = request.url ?? '';
    if (path === '/fn/register') {
      const { url, functions } = body as Registration;
      const signature = request.headers.authorization;
      this.registrations.push({ url, functions, signature });
      return [200, { ok: true, modified: true, status: 200 }];
    }
    const events = body as Received['events'];
    if (this.status !== 200) return [this.status, { error: 'no', status: this.status }];
    this.requests.push({ path, events });
    return [200, { ids: events.map((event) => event.id), status: 200 }];
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
