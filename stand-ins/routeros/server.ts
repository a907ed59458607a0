import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { Connection, type ConnectionContext } from './connection';

const LOOPBACK = '127.0.0.1';
/** What `api-ssl` offers while no certificate is set, as far as OpenSSL still supports it. */
const anonymous = { ciphers: 'ADH-AES256-GCM-SHA384:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const;

export type Certificate = {
  key: string;
  cert: string;
};

type ServerOptions = ConnectionContext & {
  port: number;
  /** Further connections are accepted and closed, as under the service's `max-sessions`. */
  sessionsMax: number;
  /** `anonymous` is a router without a certificate, whose TLS does not prove its identity. */
  tls: Certificate | 'anonymous' | undefined;
};

const secretsOf = (tls: Certificate | 'anonymous') => (tls === 'anonymous' ? anonymous : tls);

/** The API service of one router on loopback. */
export class ApiServer {
  readonly #options: ServerOptions;
  readonly #sockets = new Map<Socket, Connection | undefined>();
  #server: Server | TlsServer | undefined;
  #port: number;
  #connectionCount = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  /**
   * Starts listening.
   * @throws Error when the port is taken.
   */
  async listen(): Promise<void> {
    if (this.#server) return;
    const { tls } = this.#options;
    const accept = (socket: Socket): void => this.#accept(socket);
    const server = tls ? createTlsServer(secretsOf(tls), accept) : createServer(accept);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, LOOPBACK, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#server = server;
    // The port stays the router's own through every outage, however it was first chosen.
    this.#port = (server.address() as AddressInfo).port; // listening on TCP, so never a path
  }

  /** Stops the service: refuses new connections and cuts open ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.dropConnections();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  dropConnections(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  get certificate(): Certificate | undefined {
    return typeof this.#options.tls === 'object' ? this.#options.tls : undefined;
  }

  /** Uses a new certificate for new connections, as after a reset of the router. */
  setCertificate(certificate: Certificate): void {
    if (!this.#server || !('setSecureContext' in this.#server)) {
      throw new Error('this router speaks no TLS');
    }
    this.#options.tls = certificate;
    this.#server.setSecureContext(certificate);
  }

  #accept(socket: Socket): void {
    this.#sockets.set(socket, undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#connectionCount += 1;
    const isDenied = this.#options.faults
      .strike('connect', this.#connectionCount)
      .some((effect) => effect.kind === 'accept-then-close');
    if (isDenied || this.#sockets.size > this.#options.sessionsMax) {
      socket.on('error', () => socket.destroy());
      socket.end();
      return;
    }
    this.#sockets.set(socket, new Connection(socket, this.#connectionCount, this.#options));
  }
}
