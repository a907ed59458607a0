import {
  blockReason,
  leaseChanged,
  leaseLastSeen,
  leaseRemaining,
  makeLeaseStatic,
  openDhcp,
  removeLease,
} from './dhcp';
import { closeHotspot, hasCookie, hotspotAccount, isOverQuota, openHotspot } from './hotspot';
import { isPrefixHeld } from './ipv6';
import type { EndReason, Router, Row, Session } from './model';
import type { Cpe, DialRefusal, DialResult, Served, ServedIpv6 } from './new-session';
import { newSession } from './new-session';
import { closePpp, isOverSessionQuota, openPpp } from './ppp';
import { fill } from './verbs';

/** A refused CPE retries on its own after this delay, as real ones do. */
const retryMs: Record<Exclude<Cpe['redial'], 'never'>, number> = {
  immediate: 1000,
  '10s': 10_000,
};
const FIRST_SESSION_ID = 0x8110_0000;

const cpeKey = (cpe: Pick<Cpe, 'kind' | 'login' | 'mac'>): string =>
  `${cpe.kind} ${cpe.login} ${cpe.mac}`;

/** All connected subscribers and their equipment. */
export class SessionBook {
  readonly #router: Router;
  readonly #sessions = new Map<Session, Cpe>();
  readonly #byLogin = new Map<string, Set<Session>>();
  readonly #cpes = new Map<string, Cpe>();
  readonly #retries = new Map<Cpe, () => void>();
  #nextSession = 0;

  constructor(router: Router) {
    this.#router = router;
  }

  get count(): number {
    return this.#sessions.size;
  }

  get all(): Iterable<Session> {
    return this.#sessions.keys();
  }

  get cpes(): readonly Cpe[] {
    return [...this.#cpes.values()];
  }

  of(login: string): readonly Session[] {
    return [...(this.#byLogin.get(login) ?? [])];
  }

  /** Switches a CPE on: it connects if it may, and otherwise retries by its redial policy. */
  plugIn(cpe: Cpe): DialResult {
    this.#forget(cpe);
    this.#cpes.set(cpeKey(cpe), cpe);
    return this.#connect(cpe);
  }

  /** Switches the equipment of a login off; false when there was none. */
  unplug(login: string): boolean {
    const mine = this.cpes.filter((cpe) => cpe.login === login);
    for (const cpe of mine) this.#forget(cpe);
    for (const session of this.of(login)) this.end(session, 'peer-request');
    return mine.length > 0;
  }

  /** Ends a session with everything it owns; the CPE then redials by its policy. */
  end(session: Session, reason: EndReason): void {
    const cpe = this.#sessions.get(session);
    if (!cpe) return;
    this.#drop(session);
    if (session.kind === 'ppp') closePpp(this.#router, session, reason);
    if (session.kind === 'hotspot') closeHotspot(this.#router, session, reason);
    if (!this.#cpes.has(cpeKey(cpe)) || reason === 'reboot') return;
    // A hotspot client enters its password once; afterwards only its cookie logs it in.
    if (session.kind === 'hotspot' && !hasCookie(this.#router, session)) return;
    if (cpe.redial === 'immediate') this.#connect(cpe);
    else this.#retryLater(cpe);
  }

  dropAll(): void {
    for (const session of [...this.#sessions.keys()]) this.end(session, 'reboot');
  }

  redialAll(): void {
    for (const cpe of this.cpes) if (cpe.redial !== 'never') this.#connect(cpe);
  }

  /** What a subscriber gets right now, observed on the line rather than read from the configuration. */
  served(login: string): Served {
    const fates = this.of(login).map((session) => this.#router.traffic.fateOf(session));
    if (fates.includes('open')) return 'served';
    if (fates.includes('garden')) return 'garden';
    if (fates.length > 0) return 'cut';
    const accounts = [
      ...this.#router.table('ppp/secret').find('name', login),
      ...this.#router.table('ip/hotspot/user').find('name', login),
      ...this.#router.table('ip/dhcp-server/lease').find('mac-address', login),
    ];
    const isCut = accounts.some((row) => row.values.get('disabled') === 'true' || blockReason(row));
    return isCut ? 'cut' : 'absent';
  }

  servedIpv6(login: string): ServedIpv6 {
    const prefixes = this.of(login).flatMap(({ ipv6 }) => ipv6 ?? []);
    if (prefixes.length === 0) return 'absent';
    const isHeld = (prefix: string) => isPrefixHeld(this.#router, prefix);
    return prefixes.every(isHeld) ? 'garden' : 'open';
  }

  nextSessionId(): string {
    const number = FIRST_SESSION_ID + this.#router.bootCount * 0x1_0000 + this.#nextSession;
    this.#nextSession += 1;
    return `0x${number.toString(16)}`;
  }

  /** Adds a dynamic row that is removed with the session. */
  own(session: Session, path: string, given: Record<string, string>, id?: string): Row {
    const values = fill(this.#router, path, given);
    const row = this.#router.table(path).insert(values, id ? { session, id } : { session });
    session.rows.push({ path, row });
    return row;
  }

  /** Rows other than queues that count this session's bytes. */
  countedRows(session: Session): readonly Row[] {
    const account = session.kind === 'hotspot' && hotspotAccount(this.#router, session.login);
    return account ? [account] : [];
  }

  isExhausted(session: Session): boolean {
    if (session.kind === 'ppp') return isOverSessionQuota(this.#router, session);
    const account = session.kind === 'hotspot' && hotspotAccount(this.#router, session.login);
    return account ? isOverQuota(account) : false;
  }

  /** Whether a bound lease is blocked. */
  isBlocked(session: Session): boolean {
    if (session.kind !== 'dhcp' || this.#router.quirks.blockAccess !== 'drops') return false;
    return session.rows.some(({ row }) => blockReason(row)) || session.profile === 'blocked';
  }

  /** Uptime of a hotspot user over all sessions, in seconds. */
  hotspotSeconds(account: Row): number {
    const past = Number(account.values.get('.seconds') ?? '0');
    const login = account.values.get('name') ?? '';
    const running = this.of(login).filter((session) => session.kind === 'hotspot');
    const { now } = this.#router.clock;
    return running.reduce((sum, session) => sum + (now - session.startedAt) / 1000, past);
  }

  leaseRemaining(row: Row): string | undefined {
    return leaseRemaining(this.#router, row);
  }

  leaseLastSeen(row: Row): string {
    return leaseLastSeen(this.#router, row);
  }

  leaseChanged(row: Row): void {
    leaseChanged(this.#router, row);
  }

  removeLease(row: Row): void {
    removeLease(this.#router, row);
  }

  makeLeaseStatic(row: Row): void {
    makeLeaseStatic(this.#router, row);
  }

  #connect(cpe: Cpe): DialResult {
    this.#cancelRetry(cpe);
    if (cpe.kind !== 'ppp') {
      // One device holds one hotspot, DHCP or static session at a time.
      const running = this.of(cpe.login).find((session) => session.mac === cpe.mac);
      if (running) return { ok: true, session: running };
    }
    const opened = this.#open(cpe);
    if (typeof opened === 'string') {
      if (cpe.redial !== 'never' && cpe.kind !== 'hotspot') this.#retryLater(cpe);
      return { ok: false, reason: opened };
    }
    this.#sessions.set(opened, cpe);
    const mine = this.#byLogin.get(cpe.login);
    if (mine) mine.add(opened);
    else this.#byLogin.set(cpe.login, new Set([opened]));
    return { ok: true, session: opened };
  }

  #open(cpe: Cpe): Session | DialRefusal {
    switch (cpe.kind) {
      case 'ppp':
        return openPpp(this.#router, cpe);
      case 'hotspot':
        return openHotspot(this.#router, cpe);
      case 'dhcp':
        return openDhcp(this.#router, cpe);
      case 'static':
        return newSession(this.#router, cpe, { address: cpe.address ?? cpe.login, profile: '' });
    }
  }

  #drop(session: Session): void {
    this.#sessions.delete(session);
    const mine = this.#byLogin.get(session.login);
    mine?.delete(session);
    if (mine?.size === 0) this.#byLogin.delete(session.login);
    for (const { path, row } of session.rows) {
      delete row.session;
      // A static lease outlives its client; every other row of a session is removed with it.
      if (row.isDynamic) this.#router.table(path).delete(row);
    }
  }

  #retryLater(cpe: Cpe): void {
    if (cpe.redial === 'never') return;
    this.#cancelRetry(cpe);
    const cancel = this.#router.clock.after(retryMs[cpe.redial], () => this.#connect(cpe));
    this.#retries.set(cpe, cancel);
  }

  #cancelRetry(cpe: Cpe): void {
    this.#retries.get(cpe)?.();
    this.#retries.delete(cpe);
  }

  #forget(cpe: Cpe): void {
    const known = this.#cpes.get(cpeKey(cpe));
    if (!known) return;
    this.#cancelRetry(known);
    this.#cpes.delete(cpeKey(cpe));
  }
}
