import { parseCommand } from './command';
import { Device, keptByReset } from './device';
import { FaultBook, seededRandom } from './faults';
import type { Cpe, DialResult, Served, ServedIpv6 } from './new-session';
import type { Personality } from './personality';
import type { Quirks } from './quirks';
import { ApiServer, type Certificate } from './server';
import { capture, restoreMenus, type SavedState, StateFile } from './store';
import type { Offer } from './traffic';
import { Transcript, type TranscriptEntry } from './transcript';
import { execute, type Reply } from './verbs';

const TICK_MS = 1000;
const DEFAULT_START = Date.UTC(2026, 0, 1);

export type RouterSimulatorOptions = {
  /** 0 (the default) picks any free port; always on 127.0.0.1. */
  port?: number;
  personality?: Personality;
  identity?: string;
  user?: string;
  password?: string;
  /** The same seed gives the same traffic and jitter. */
  seed?: number;
  /** Runs the virtual clock automatically; a number is its speed-up. */
  realTime?: boolean | number;
  /** Start of virtual time in milliseconds since the epoch; defaults to now in real time, else 2026-01-01. */
  startAt?: number;
  /** JSON file that persists the router's state across restarts. */
  saveTo?: string;
  /** Whether the package for IPv6 is on; by default on RouterOS 7 alone. */
  hasIpv6?: boolean;
  /** Lists that mark the walled garden; `isp-stopped` by default. */
  gardenLists?: readonly string[];
  /** `household` gives every subscriber individual traffic. */
  traffic?: 'idle' | 'household';
  sessionsMax?: number;
  inFlightMax?: number;
  /** Checks that the client writes only rows commented with this prefix. */
  ownership?: string;
  /** Choices where the behaviour of real routers is not established. */
  quirks?: Partial<Quirks>;
  tls?: Certificate | 'anonymous';
};

/** Starts a RouterOS stand-in that speaks the binary API on loopback. */
export async function startRouterSimulator(
  options: RouterSimulatorOptions = {},
): Promise<RouterSimulator> {
  const simulator = new RouterSimulator(options);
  await simulator.start();
  return simulator;
}

export type DialOptions = {
  /** What the equipment does once its session ends or is refused; `immediate` by default. */
  redial?: Cpe['redial'];
};

/** One simulated router. Its time stands still unless `advance` is called or `realTime` is set. */
export class RouterSimulator {
  readonly host = '127.0.0.1';
  readonly user: string;
  readonly password: string;
  readonly personality: Personality;
  readonly device: Device;
  readonly faults: FaultBook;
  readonly #record = new Transcript();
  readonly #server: ApiServer;
  readonly #file: StateFile | undefined;
  readonly #speed: number;
  #ticker: NodeJS.Timeout | undefined;

  constructor(options: RouterSimulatorOptions) {
    const { personality = '7.23', seed = 1, user = 'netpurse', realTime = false } = options;
    this.personality = personality;
    this.user = user;
    this.password = options.password ?? 'router-secret';
    this.#speed = Number(realTime);
    this.faults = new FaultBook(seededRandom(seed));
    this.device = new Device({
      personality,
      seed,
      apiUser: user,
      identity: options.identity ?? 'MikroTik',
      startAt: options.startAt ?? (realTime ? Date.now() : DEFAULT_START),
      quirks: options.quirks ?? {},
      hasIpv6: options.hasIpv6,
      gardenLists: options.gardenLists ?? ['isp-stopped'],
    });
    this.device.traffic.mode = options.traffic ?? 'idle';
    this.#file = options.saveTo ? new StateFile(options.saveTo, this.device) : undefined;
    this.#server = new ApiServer({
      device: this.device,
      credentials: { user, password: this.password },
      faults: this.faults,
      transcript: this.#record,
      port: options.port ?? 0,
      sessionsMax: options.sessionsMax ?? 20,
      inFlightMax: options.inFlightMax ?? 16,
      ownership: options.ownership,
      tls: options.tls,
    });
  }

  /** Loads the saved state, listens, and starts the clock if configured. */
  async start(): Promise<void> {
    await this.#file?.load();
    this.#file?.watch();
    await this.#server.listen();
    if (this.#speed > 0) this.#tick();
  }

  get port(): number {
    return this.#server.port;
  }

  get identity(): string {
    return this.device.single('system/identity').values.get('name') ?? '';
  }

  get isReachable(): boolean {
    return this.#server.isListening;
  }

  /** The rows of a menu (`ppp/secret`) as a fully privileged print shows them. */
  rows(menu: string): Array<Record<string, string>> {
    const policy = this.device.secretPolicy;
    this.device.secretPolicy = 'shown';
    const table = this.device.table(menu.replace(/^\/|\/$/g, ''));
    const rows = [...table.rows.values()].map((row) =>
      Object.fromEntries(table.readAll(row, this.device)),
    );
    this.device.secretPolicy = policy;
    return rows;
  }

  /**
   * Runs a command as an operator at the router's own console would, without the client's knowledge:
   * `run('/ppp/secret/set', { '.id': 'anna', comment: 'mine' })`. Returns the `=ret=` of an add.
   * @throws Error with the trap's text.
   */
  run(command: string, args: Record<string, string> = {}): string | undefined {
    const words = Object.entries(args).map(([name, value]) => `=${name}=${value}`);
    const isReadOnly = this.device.isReadOnly;
    this.device.isReadOnly = false;
    const reply = execute(this.device, parseCommand([command, ...words]));
    this.device.isReadOnly = isReadOnly;
    return returned(command, reply);
  }

  /** Switches a PPPoE client on. It stays plugged in and redials until `hangUp`. */
  dial(login: string, password: string, mac: string, options: DialOptions = {}): DialResult {
    return this.plugIn({ kind: 'ppp', login, password, mac, ...options });
  }

  /** Connects any kind of equipment; the login of a DHCP client is its MAC, that of a static host its address. */
  plugIn(cpe: Omit<Cpe, 'redial'> & DialOptions): DialResult {
    const result = this.device.sessions.plugIn({ redial: 'immediate', ...cpe });
    this.#file?.touch();
    return result;
  }

  /** Switches off the equipment of a login; false when there is none. */
  hangUp(login: string): boolean {
    this.#file?.touch();
    return this.device.sessions.unplug(login);
  }

  /** Sets the traffic a login (or MAC, or address) offers from now on, in bits/s before any limit. */
  setTraffic(login: string, offer: Offer): void {
    this.device.traffic.offer(login, offer);
    this.#file?.touch();
  }

  served(login: string): Served {
    return this.device.sessions.served(login);
  }

  /** What a subscriber's IPv6 prefix reaches right now. */
  servedIpv6(login: string): ServedIpv6 {
    return this.device.sessions.servedIpv6(login);
  }

  /** Advances virtual time: counts traffic and runs the timeouts and redials on the way. */
  advance(elapsedMs: number): void {
    this.device.advance(elapsedMs);
  }

  /** Sets the error of the router's own clock, in milliseconds. */
  skewClock(skewMs: number): void {
    this.device.skewMs = skewMs;
  }

  transcript(): readonly TranscriptEntry[] {
    return this.#record.entries;
  }

  clearTranscript(): void {
    this.#record.clear();
  }

  violations(): readonly string[] {
    return this.#record.violations;
  }

  /**
   * Verifies that the client has broken no protocol rule.
   * @throws Error that lists every violation so far.
   */
  assertQuiet(): void {
    const { violations } = this.#record;
    if (violations.length > 0) throw new Error(`protocol violations:\n${violations.join('\n')}`);
  }

  /** Power cycle: drops connections, sessions, counters and dynamic rows, and keeps the configuration. */
  reboot(): void {
    this.#server.dropConnections();
    this.device.reboot();
  }

  /** `/system/reset-configuration`, after which our login is created again; the device stays the same. */
  reset(): void {
    this.#server.dropConnections();
    this.device.reset();
  }

  /** Replaces the router with another device in the same place, with the same login and nothing else of this one. */
  swap(systemId: string): void {
    this.reset();
    this.device.single('system/license').values.set('system-id', systemId);
  }

  /** Returns a backup of the configuration. */
  backup(): SavedState['menus'] {
    const { menus } = capture(this.device);
    return Object.fromEntries(Object.entries(menus).filter(([path]) => !keptByReset.has(path)));
  }

  /** Restores a backup over the current configuration and reboots. */
  restore(menus: SavedState['menus']): void {
    this.#server.dropConnections();
    this.device.reset();
    restoreMenus(this.device, menus);
    this.device.reboot();
  }

  /** Unplugs or replugs the router's uplink; connections are refused while it is out. */
  async setReachable(isReachable: boolean): Promise<void> {
    if (isReachable) await this.#server.listen();
    else await this.#server.stop();
  }

  get certificate(): Certificate | undefined {
    return this.#server.certificate;
  }

  setCertificate(certificate: Certificate): void {
    this.#server.setCertificate(certificate);
  }

  async close(): Promise<void> {
    clearInterval(this.#ticker);
    await this.#server.stop();
    await this.#file?.flush();
  }

  #tick(): void {
    let last = performance.now();
    this.#ticker = setInterval(() => {
      const now = performance.now();
      this.advance(Math.round((now - last) * this.#speed));
      last = now;
    }, TICK_MS);
    this.#ticker.unref();
  }
}

function returned(command: string, reply: Reply): string | undefined {
  const trap = reply.find(([word]) => word === '!trap');
  const message = trap?.find((word) => word.startsWith('=message='))?.slice('=message='.length);
  if (trap) throw new Error(`${command}: ${message}`);
  const ret = reply.at(-1)?.find((word) => word.startsWith('=ret='));
  return ret?.slice('=ret='.length);
}
