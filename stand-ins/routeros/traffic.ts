import {
  type Fate,
  isEnabled,
  type Meter,
  newMeter,
  type Router,
  type Row,
  type Session,
  type Volume,
} from './model';
import { addressBounds, normaliseRatePair, parseIp } from './values';

/** Traffic to the portal and the name servers from inside the walled garden, in bits/s. */
const GARDEN_BPS = 4096n;
/** Patterned traffic changes once per interval of this length. */
const PATTERN_STEP_MS = 60_000;

/** Bits per second offered by a subscriber, before the router limits them. */
export type Offer = {
  up: number | bigint;
  down: number | bigint;
};

/** 32-bit FNV-1a: the same seed and login always give the same traffic. */
function hash(text: string): number {
  let value = 0x811c_9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  }
  return value;
}

const min = (left: bigint, right: bigint): bigint => (left < right ? left : right);

type Ranges = {
  garden: Array<[number, number]>;
  blocked: Array<[number, number]>;
  blockedLists: ReadonlySet<string>;
};

/** Applies the current limits to subscriber traffic and counts it. */
export class TrafficBook {
  /** `household` offers a seeded pattern to every subscriber without an explicit offer. */
  mode: 'idle' | 'household' = 'idle';
  readonly #offers = new Map<string, Volume>();
  readonly #router: Router;
  readonly #seed: number;

  constructor(router: Router, seed: number) {
    this.#router = router;
    this.#seed = seed;
  }

  /** Sets the traffic a login (or MAC, or static address) offers from now on, in bits/s. */
  offer(login: string, offer: Offer): void {
    this.#offers.set(login, { up: BigInt(offer.up), down: BigInt(offer.down) });
  }

  get offers(): ReadonlyMap<string, Volume> {
    return this.#offers;
  }

  /** Counts `elapsedMs` of traffic under the current limits. */
  carry(elapsedMs: number): void {
    const step = this.mode === 'idle' ? elapsedMs : PATTERN_STEP_MS;
    for (let done = 0; done < elapsedMs; done += step) {
      const stretch = Math.min(step, elapsedMs - done);
      this.#carryStretch(stretch, this.#router.clock.now + done);
    }
  }

  /** What happens to the packets of a session, according to the current lists and filter rules. */
  fateOf(session: Session): Fate {
    return this.#fate(session, this.#listRanges());
  }

  #carryStretch(elapsedMs: number, at: number): void {
    const ranges = this.#listRanges();
    const shared = this.#queuesOfSeveral();
    const exhausted: Session[] = [];
    for (const session of this.#router.sessions.all) {
      const fate = this.#fate(session, ranges);
      const queues = this.#queuesOf(session, shared);
      const rate = this.#rate(this.#offerOf(session.login, at), fate, queues);
      count(session.meter, rate, elapsedMs);
      const counted = [...queues, ...this.#router.sessions.countedRows(session)];
      for (const row of counted) {
        row.meter ??= newMeter();
        count(row.meter, rate, elapsedMs);
      }
      if (this.#router.sessions.isExhausted(session)) exhausted.push(session);
    }
    for (const session of exhausted) this.#router.sessions.end(session, 'traffic-limit');
  }

  #rate(offer: Volume, fate: Fate, queues: readonly Row[]): Volume {
    if (fate === 'blocked') return { up: 0n, down: 0n };
    let { up, down } = offer;
    for (const queue of queues) {
      const limit = normaliseRatePair(queue.values.get('max-limit') ?? '0/0') ?? '0/0';
      const [upMax = 0n, downMax = 0n] = limit.split('/').map(BigInt);
      if (upMax > 0n) up = min(up, upMax);
      if (downMax > 0n) down = min(down, downMax);
    }
    return fate === 'garden'
      ? { up: min(up, GARDEN_BPS), down: min(down, GARDEN_BPS) }
      : { up, down };
  }

  /** Queues with several targets are few; those of one address are found by index. */
  #queuesOfSeveral(): Row[] {
    const rows = [...this.#router.table('queue/simple').rows.values()];
    return rows.filter((row) => row.values.get('target')?.includes(','));
  }

  #queuesOf(session: Session, shared: readonly Row[]): Row[] {
    const own = session.rows.filter(({ path }) => path === 'queue/simple').map(({ row }) => row);
    const target = `${session.address}/32`;
    const targeted = [
      ...this.#router.table('queue/simple').find('target', target),
      ...shared.filter((row) => row.values.get('target')?.split(',').includes(target)),
    ];
    return [...own, ...targeted.filter((row) => !own.includes(row) && isEnabled(row))];
  }

  #offerOf(login: string, at: number): Volume {
    const offer = this.#offers.get(login);
    if (offer) return offer;
    if (this.mode === 'idle') return { up: 0n, down: 0n };
    const minute = Math.floor(at / PATTERN_STEP_MS);
    const appetite = 1 + (hash(`${this.#seed}:${login}`) % 8);
    const moment = hash(`${this.#seed}:${login}:${minute}`) % 1000;
    // One minute in four is quiet; the rest spreads up to a few Mbit/s.
    const down = moment < 250 ? 20_000n : BigInt(appetite * moment * 700);
    return { up: down / 9n + 5000n, down };
  }

  #fate(session: Session, ranges: Ranges): Fate {
    if (this.#router.sessions.isBlocked(session)) return 'blocked';
    const { gardenLists } = this.#router;
    const address = parseIp(session.address) ?? -1;
    const isWithin = ([low, high]: [number, number]): boolean => address >= low && address <= high;
    if (ranges.blocked.some(isWithin)) return 'blocked';
    const lists = this.#router
      .table('ip/firewall/address-list')
      .find('address', session.address)
      .filter(isEnabled)
      .map((row) => row.values.get('list') ?? '');
    if (lists.some((list) => ranges.blockedLists.has(list))) return 'blocked';
    const isGarden = ranges.garden.some(isWithin);
    return isGarden || lists.some((list) => gardenLists.includes(list)) ? 'garden' : 'open';
  }

  /** Lists a forward rule drops; the garden's own reject rule leaves its portal reachable. */
  #droppedLists(): Set<string> {
    const lists = new Set<string>();
    for (const rule of this.#router.table('ip/firewall/filter').rows.values()) {
      const list = rule.values.get('src-address-list');
      const isDrop = ['drop', 'reject'].includes(rule.values.get('action') ?? '');
      if (list && isDrop && isEnabled(rule) && rule.values.get('chain') === 'forward') {
        lists.add(list);
      }
    }
    for (const list of this.#router.gardenLists) lists.delete(list);
    return lists;
  }

  /** Prefixes and ranges are rare and collected once per interval; single hosts are found by index. */
  #listRanges(): Ranges {
    const ranges: Ranges = { garden: [], blocked: [], blockedLists: this.#droppedLists() };
    const table = this.#router.table('ip/firewall/address-list');
    const gather = (list: string, into: Array<[number, number]>): void => {
      for (const row of table.find('list', list)) {
        const address = row.values.get('address') ?? '';
        const bounds = /[/-]/.test(address) && isEnabled(row) ? addressBounds(address) : undefined;
        if (bounds) into.push(bounds);
      }
    };
    for (const list of this.#router.gardenLists) gather(list, ranges.garden);
    for (const list of ranges.blockedLists) gather(list, ranges.blocked);
    return ranges;
  }
}

function count(meter: Meter, rate: Volume, elapsedMs: number): void {
  meter.volume.up += rate.up * BigInt(elapsedMs);
  meter.volume.down += rate.down * BigInt(elapsedMs);
  meter.rate.up = rate.up;
  meter.rate.down = rate.down;
}
