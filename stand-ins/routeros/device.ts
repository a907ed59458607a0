import { VirtualClock } from './clock';
import { menusOf } from './menus/menus-of';
import type { MenuSpec, Router, Row, Values } from './model';
import { type Personality, type Traits, traitsOf } from './personality';
import { likelyQuirks, type Quirks } from './quirks';
import { SessionBook } from './sessions';
import { Table } from './table';
import { TrafficBook } from './traffic';
import { formatDuration, formatInstant, parseDuration } from './values';
import { fill } from './verbs';

const LOG_ROWS_MAX = 1000;
/** Their rows end with the connections, which a reboot cuts first. */
const apiSessions = new Set(['user/active', 'ip/service']);

/** Kept when the configuration is reset: the hardware's identity, and who may sign in and how. */
export const keptByReset = new Set([
  ...apiSessions,
  ...['user', 'user/group', 'system/license', 'system/routerboard', 'log'],
]);

type DeviceOptions = {
  personality: Personality;
  identity: string;
  apiUser: string;
  seed: number;
  /** Start of virtual time, in milliseconds since the epoch. */
  startAt: number;
  quirks: Partial<Quirks>;
  /** Whether the package for IPv6 is on; by default as in the release. */
  hasIpv6: boolean | undefined;
  /** Address lists that mark the walled garden. */
  gardenLists: readonly string[];
};

/** The router itself: its tables, its clock and its subscribers. */
export class Device implements Router {
  readonly traits: Traits;
  readonly quirks: Quirks;
  readonly clock: VirtualClock;
  readonly sessions: SessionBook;
  readonly traffic: TrafficBook;
  readonly gardenLists: readonly string[];
  /** How password fields appear to a user without the `sensitive` policy. */
  secretPolicy: 'shown' | 'masked' | 'absent' = 'shown';
  isReadOnly = false;
  /** Error of the router's own clock, in milliseconds. */
  skewMs = 0;
  bootedAt: number;
  readonly #tables = new Map<string, Table>();
  #bootCount = 0;

  constructor(options: DeviceOptions) {
    this.quirks = { ...likelyQuirks, ...options.quirks };
    const traits = traitsOf(options.personality);
    this.traits = {
      ...traits,
      hasIpv6: options.hasIpv6 ?? traits.hasIpv6,
      hasIsoDates: this.quirks.hasIsoDates ?? traits.hasIsoDates,
    };
    this.clock = new VirtualClock(options.startAt);
    this.bootedAt = options.startAt;
    this.gardenLists = options.gardenLists;
    this.sessions = new SessionBook(this);
    this.traffic = new TrafficBook(this, options.seed);
    for (const spec of menusOf(this.traits)) this.#addTable(spec);
    this.single('system/identity').values.set('name', options.identity);
    this.table('user').insert(fill(this, 'user', { name: options.apiUser }));
    this.log('system,info', 'router rebooted');
  }

  /** @throws Error when this release has no such menu. */
  table(path: string): Table {
    const table = this.#tables.get(path);
    if (!table) throw new Error(`this router has no menu ${path}`);
    return table;
  }

  hasMenu(path: string): boolean {
    return this.#tables.has(path);
  }

  isMenuFolder(path: string): boolean {
    return [...this.#tables.keys()].some((known) => known.startsWith(`${path}/`));
  }

  get tables(): Iterable<Table> {
    return this.#tables.values();
  }

  /** The only row of a settings menu. */
  single(path: string): Row {
    const [row] = this.table(path).rows.values();
    if (!row) throw new Error(`${path} has no row`);
    return row;
  }

  /** Virtual time according to the router's own, possibly wrong, clock. */
  routerTime(): number {
    return this.clock.now + this.skewMs;
  }

  stamp(at: number = this.clock.now): string {
    return formatInstant(at + this.skewMs, this.traits.hasIsoDates);
  }

  /** Time since an instant, in the format of uptimes. */
  age(since: number): string {
    return formatDuration((this.clock.now - since) / 1000);
  }

  cpuLoad(): number {
    return Math.min(100, 1 + Math.floor(this.sessions.count / 100));
  }

  /** Deletes a row once its timeout has passed; a new timeout replaces the old one. */
  expire(path: string, row: Row, timeout: string): void {
    const lifetimeMs = (parseDuration(timeout) ?? 0) * 1000;
    const expiresAt = String(this.clock.now + lifetimeMs);
    row.values.set('.expires', expiresAt);
    this.clock.after(lifetimeMs, () => {
      if (row.values.get('.expires') === expiresAt) this.table(path).delete(row);
    });
  }

  /** Remaining time of an expiring row; undefined when it does not expire. */
  remaining(row: Row): string | undefined {
    const expiresAt = row.values.get('.expires');
    return expiresAt && formatDuration((Number(expiresAt) - this.clock.now) / 1000);
  }

  /** Lists an API session where this release does; returns a function that deletes those rows. */
  noteApiSession(user: string, service: 'api' | 'api-ssl'): () => void {
    const address = '127.0.0.1';
    const session = { name: user, address, via: service, '.since': String(this.clock.now) };
    const rows: Array<[string, Record<string, string>]> = [['user/active', session]];
    if (this.traits.hasConnectionRows) {
      rows.push(['ip/service', { name: service, connection: 'true', remote: address }]);
    }
    const deletions = rows.map(([path, given]) => {
      const table = this.table(path);
      const row = table.insert(fill(this, path, given), { isDynamic: true });
      return () => table.delete(row);
    });
    return () => {
      for (const deleteRow of deletions) deleteRow();
    };
  }

  log(topics: string, message: string): void {
    const table = this.table('log');
    table.insert(
      new Map([
        ['time', this.stamp()],
        ['topics', topics],
        ['message', message],
      ]),
    );
    const oldest = table.rows.values().next().value;
    if (table.rows.size > LOG_ROWS_MAX && oldest) table.delete(oldest);
  }

  advance(elapsedMs: number): void {
    this.clock.advance(elapsedMs, (stretch) => this.traffic.carry(stretch));
  }

  /** Power cycle: drops sessions, counters and everything dynamic, and keeps the configuration. */
  reboot(): void {
    this.#bootCount += 1;
    this.sessions.dropAll();
    for (const table of this.#tables.values()) {
      for (const row of [...table.rows.values()]) {
        delete row.meter;
        if (row.isDynamic && !apiSessions.has(table.spec.path)) table.delete(row);
      }
    }
    this.table('log').clear();
    this.bootedAt = this.clock.now;
    this.log('system,info', 'router rebooted');
    this.sessions.redialAll();
  }

  /** Resets the configuration to the release's defaults, then reboots. */
  reset(): void {
    this.sessions.dropAll();
    for (const table of this.#tables.values()) {
      if (keptByReset.has(table.spec.path)) continue;
      table.clear();
      this.#fillTable(table);
    }
    this.reboot();
  }

  /** Boots again at a saved moment; time never runs backwards. */
  resumeAt(savedNow: number): void {
    this.clock.now = Math.max(this.clock.now, savedNow);
    this.bootedAt = this.clock.now;
  }

  /** Distinguishes session ids across reboots. */
  get bootCount(): number {
    return this.#bootCount;
  }

  #addTable(spec: MenuSpec): void {
    const table = new Table(spec, this.traits.isV7);
    this.#tables.set(spec.path, table);
    this.#fillTable(table);
  }

  #fillTable(table: Table): void {
    const { spec } = table;
    if (spec.isSingle) table.insert(fill(this, spec.path, {}));
    for (const { '.id': id, ...given } of spec.initialRows ?? []) {
      const values: Values = fill(this, spec.path, given);
      if (id === undefined) table.insert(values);
      else table.restore(id, values);
    }
  }
}
