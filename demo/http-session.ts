import { type IncomingHttpHeaders, request } from 'node:http';

const REDIRECTS_MAX = 10;

export type HttpReply = {
  status: number;
  url: string;
  headers: IncomingHttpHeaders;
  text: string;
};

type Init = { method?: string; headers?: Record<string, string>; body?: string };

/**
 * A browser without the browser: cookies per host and redirects across the demo's host names. Sends every `*.localhost`
 * request to the front door, because not every resolver knows these names.
 */
export class HttpSession {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async get(address: string): Promise<HttpReply> {
    return this.#follow(this.#resolve(address), { method: 'GET' });
  }

  /** Submits a form as a page of the same origin would. */
  async submit(address: string, fields: Record<string, string>): Promise<HttpReply> {
    const url = this.#resolve(address);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin };
    const body = new URLSearchParams(fields).toString();
    return this.#follow(url, { method: 'POST', headers, body });
  }

  /** Submits a multipart form, as browsers do for server actions. */
  async sendForm(address: string, form: FormData): Promise<HttpReply> {
    const url = this.#resolve(address);
    const packed = new Response(form);
    const headers = {
      'content-type': packed.headers.get('content-type') ?? '',
      origin: url.origin,
    };
    return this.#follow(url, { method: 'POST', headers, body: await packed.text() });
  }

  /** Sends one request as given, without following redirects. */
  async send(address: string, init: Init = {}): Promise<HttpReply> {
    return this.#once(this.#resolve(address), init);
  }

  cookie(name: string, hostname = 'localhost'): string | undefined {
    return this.#cookies.get(hostname)?.get(name);
  }

  /** All cookies of a host, for handing over to a real browser. */
  cookies(hostname = 'localhost'): { name: string; value: string }[] {
    const kept = this.#cookies.get(hostname) ?? new Map<string, string>();
    return [...kept].map(([name, value]) => ({ name, value }));
  }

  async #follow(start: URL, init: Init): Promise<HttpReply> {
    let reply = await this.#once(start, init);
    for (let hops = 0; isRedirect(reply) && hops < REDIRECTS_MAX; hops += 1) {
      const next = new URL(reply.headers.location ?? '/', reply.url);
      const keepsMethod = reply.status === 307 || reply.status === 308;
      reply = await this.#once(next, keepsMethod ? init : { method: 'GET' });
    }
    return reply;
  }

  #once(url: URL, { method = 'GET', headers = {}, body }: Init): Promise<HttpReply> {
    const cookies = this.#cookies.get(url.hostname) ?? new Map<string, string>();
    this.#cookies.set(url.hostname, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = { ...headers, host: url.host, ...(cookie === '' ? {} : { cookie }) };
    // A connection of its own: a server that is busy may close a kept one at the moment it is used again.
    const connection = { host: '127.0.0.1', port: this.#port, agent: false as const };
    const options = { ...connection, path: url.pathname + url.search };
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...options, method, headers: sent }, (reply) => {
        keepCookies(cookies, reply.headers['set-cookie'] ?? []);
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: reply.statusCode ?? 0, url: url.href, headers: reply.headers, text });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #resolve(address: string): URL {
    return new URL(address, `http://localhost:${this.#port}`);
  }
}

function isRedirect({ status, headers }: HttpReply): boolean {
  return status >= 300 && status < 400 && headers.location !== undefined;
}

function keepCookies(cookies: Map<string, string>, lines: string[]): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    const isExpired = value === '' || attributes.some((text) => /^\s*max-age=0$/i.test(text));
    if (isExpired) cookies.delete(name);
    else cookies.set(name, value);
  }
}
