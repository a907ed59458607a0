import { getSql } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { createCustomer } from '@/lib/customers/create-customer';
import { DomainError } from '@/lib/kit/errors';
import { asOwner } from '@/tests/support/as-owner';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { installWatch } from '@/tests/support/invariants/watch';
import { listWrongLosses, openBank, sweepPayments } from './bank';
import type { Act, Deed, Situation } from './deed';
import { operatorActs } from './edits';
import { layMines, outcomeOf, withCrash } from './faults';
import { moneyActs } from './money-acts';
import { joinActs, orderActs } from './order-acts';
import { paymentActs } from './payment-acts';
import { Random } from './random';
import { serviceActs } from './service-acts';
import { listCouldPay, listNotAsShown, readShownRenewals } from './shown';
import { repairAll, sweepAll } from './sweeps';
import { Usage } from './usage';
import { createWorld, setMast, simulationStart, system, type World } from './world';

export type SimulationOptions = {
  seed: number;
  customers: number;
  months: number;
  /** Prints a progress line, about once per virtual month. */
  say: (text: string) => void;
};

export type SimulationReport = Record<
  'steps' | 'refused' | 'crashes' | 'repeats' | 'outages' | 'jumps' | 'periods' | 'transfers',
  number
>;

const acts: readonly Act[] = [
  ...moneyActs,
  ...paymentActs,
  ...orderActs,
  ...serviceActs,
  ...operatorActs,
];
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Actions per customer and day, by them or by staff: about seven per month. */
const ACTS_PER_DAY = 0.25;
const ACTS_TRIED = 5;
/** Sweeps per day, where the product sweeps every minute, so they are always late. */
const SWEEPS_PER_DAY = 3;
const LANES = 4;
const JOIN_WITHIN_DAYS = 45;

/** A run on a virtual clock, and `ctx.now` is the only clock. The same seed makes the same choices. */
export class Simulation {
  readonly report: SimulationReport = {
    ...{ steps: 0, refused: 0, crashes: 0, repeats: 0 },
    ...{ outages: 0, jumps: 0, periods: 0, transfers: 0 },
  };
  private readonly options: SimulationOptions;
  private readonly random: Random;
  private readonly usage = new Usage();
  private readonly customerIds: number[] = [];
  /** The latest moment any clock showed; setting the clock back does not undo a jump forward. */
  private latest = simulationStart;
  private readonly last: string[] = [];

  constructor(options: SimulationOptions) {
    this.options = options;
    this.random = new Random(`${options.seed}`);
  }

  /** @throws Error that names the seed, the step, the moment, and the broken invariant. */
  async run(): Promise<SimulationReport> {
    await asOwner(installWatch);
    await layMines();
    const bank = await openBank(this.options.seed, simulationStart);
    const world = { ...(await createWorld(this.options.seed)), bank };
    try {
      return await this.play(world);
    } finally {
      await bank.close();
    }
  }

  private async play(world: World): Promise<SimulationReport> {
    const days = Math.round((this.options.months * 365) / 12);
    let outage = 0;
    for (let day = 0; day < days; day += 1) {
      if (day % 30 === 0) this.say(day);
      if (outage === 0 && this.random.chance(0.008)) {
        outage = this.random.int(1, 3);
        this.report.outages += 1;
      }
      await this.join(world, day);
      if (outage > 0) outage -= 1;
      else await this.live(world, day);
    }
    return this.count();
  }

  /** Adds customers, who top up and take a service or two. */
  private async join(world: World, day: number): Promise<void> {
    const { customers } = this.options;
    const wanted = Math.min(customers, Math.ceil((customers * (day + 1)) / JOIN_WITHIN_DAYS));
    const now = new Date(simulationStart.getTime() + day * DAY_MS);
    while (this.customerIds.length < wanted) {
      const name = `Customer ${this.customerIds.length + 1}`;
      const { customerId } = await createCustomer(system(now), { name });
      this.customerIds.push(customerId);
      const random = new Random(`${this.options.seed}:join:${this.customerIds.length}`);
      for (const { prepare } of joinActs) {
        const deed = await prepare({ world, random, customerId, now }).catch(refusedDeed);
        if (deed)
          await this.step(`customer ${customerId}: ${deed.name}`, deed.until ?? now, () =>
            outcomeOf(deed.run),
          );
      }
    }
  }

  /** Runs one day: customers act, sweeps run, and everything is checked at its end. */
  private async live(world: World, day: number): Promise<void> {
    const midnight = simulationStart.getTime() + day * DAY_MS;
    const slot = DAY_MS / SWEEPS_PER_DAY;
    if (this.random.chance(0.2)) {
      const isOff = this.random.chance(0.5);
      const now = new Date(midnight);
      await this.step(`the mast ${isOff ? 'off' : 'on'}`, now, () => setMast(world, isOff, now));
    }
    for (let turn = 0; turn < SWEEPS_PER_DAY; turn += 1) {
      const from = midnight + turn * slot;
      const jump = this.jump();
      await this.act({ world, day, turn, from: from + jump, length: slot });
      const now = new Date(from + slot + jump - this.random.int(0, HOUR_MS));
      if (turn === 1)
        await this.step('usage', now, () => this.usage.poll({ world, random: this.random, now }));
      // Some sweeps are skipped; the next one does their work.
      if (turn < SWEEPS_PER_DAY - 1 && this.random.chance(0.2)) continue;
      await this.step('payments', now, () => sweepPayments(system(now)));
      const shown = await readShownRenewals(now);
      await this.step('sweeps', now, () => sweepAll(this.random, now));
      this.require(now, await listNotAsShown(now, shown));
      await this.check({ world, now, isFull: turn === SWEEPS_PER_DAY - 1 });
    }
  }

  /** Sets the clock wrong until the next sweep: an hour back or a day ahead. */
  private jump(): number {
    if (!this.random.chance(0.01)) return 0;
    this.report.jumps += 1;
    return this.random.chance(0.5) ? -HOUR_MS : DAY_MS;
  }

  private async act(slot: {
    world: World;
    day: number;
    turn: number;
    from: number;
    length: number;
  }): Promise<void> {
    const crashing: (() => Promise<void>)[] = [];
    const acting = this.customerIds.map((customerId, index) => ({ customerId, index }));
    const lane = async (number: number) => {
      for (const { customerId, index } of acting.filter((one) => one.index % LANES === number)) {
        const random = new Random(`${this.options.seed}:${slot.day}:${slot.turn}:${index}`);
        // Most customers do nothing in a given slot.
        const isBusy = random.chance(ACTS_PER_DAY / SWEEPS_PER_DAY);
        if (!isBusy) continue;
        // Most act before the sweep, which cannot be checked against what happened later.
        const within = random.chance(0.9) ? slot.length - 2 * HOUR_MS : slot.length;
        const now = new Date(slot.from + random.int(0, within));
        const work = () => this.actOnce({ world: slot.world, random, customerId, now });
        // An armed trigger would hit any transaction, so these run when no other does.
        if (random.chance(0.1))
          crashing.push(() => this.actOnce({ world: slot.world, random, customerId, now }, true));
        else await work();
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    for (const work of crashing) await work();
  }

  private async actOnce(
    situation: { world: World; random: Random; customerId: number; now: Date },
    crashes = false,
  ): Promise<void> {
    const { random, customerId, now } = situation;
    const deed = await this.chooseDeed(situation);
    if (!deed) return;
    await this.step(`customer ${customerId}: ${deed.name}`, deed.until ?? now, () =>
      this.perform(deed, random, crashes),
    );
    await this.prove(now, { customerIds: [customerId] });
  }

  /** Many actions need what the customer does not have; another one is tried then. */
  private async chooseDeed(situation: Situation): Promise<Deed | null> {
    for (let tries = 0; tries < ACTS_TRIED; tries += 1) {
      const act = situation.random.weighted(acts);
      const deed = await act?.prepare(situation).catch(refusedDeed);
      if (deed) return deed;
    }
    return null;
  }

  /** Performs an action once or under faults: crashed and retried, repeated after a lost reply, or twice at once. */
  private async perform(deed: Deed, random: Random, crashes: boolean): Promise<void> {
    const how = random.next();
    if (crashes && (await withCrash(random, deed.run)) === 'crashed') this.report.crashes += 1;
    if (how < 0.1) this.report.repeats += 1;
    if (how < 0.05) await outcomeOf(deed.run);
    const times = how >= 0.05 && how < 0.1 ? 2 : 1;
    const outcomes = await Promise.all(Array.from({ length: times }, () => outcomeOf(deed.run)));
    if (outcomes.includes('crashed')) throw new Error('it crashed where nothing was broken');
    if (outcomes.every((outcome) => outcome === 'refused')) this.report.refused += 1;
  }

  private async step(name: string, now: Date, work: () => Promise<unknown>): Promise<void> {
    this.report.steps += 1;
    if (now > this.latest) this.latest = now;
    this.last.push(`${this.report.steps} ${now.toISOString()} ${name}`);
    if (this.last.length > 12) this.last.shift();
    try {
      await work();
    } catch (error) {
      throw this.failure(`${name} at ${now.toISOString()} failed`, error);
    }
  }

  /** Checks the customers a sweep touched, or everyone at the end of a day. */
  private async check({
    world,
    now,
    isFull,
  }: {
    world: World;
    now: Date;
    isFull: boolean;
  }): Promise<void> {
    // After a clock ran ahead, the rows due "now" are not those that were swept.
    const moment = now >= this.latest ? { sweptAt: now } : {};
    if (isFull) {
      if (now >= this.latest) this.require(now, await listCouldPay(now));
      this.require(now, await repairAll(now));
      if (world.bank) this.require(now, await listWrongLosses(world.bank));
      return this.prove(now, moment);
    }
    const rows = await getSql()<{ id: number }[]>`
      select distinct customer_id::int as id from service_history where at = ${now.toISOString()}
      union select customer_id::int from periods where decided_at = ${now.toISOString()}`;
    await this.prove(now, { ...moment, customerIds: rows.map(({ id }) => id) });
  }

  private async prove(
    now: Date,
    scope: { customerIds?: readonly number[]; sweptAt?: Date },
  ): Promise<void> {
    this.require(now, await brokenInvariants({ sql: getSql(), isWatched: true, ...scope }));
  }

  private require(now: Date, faults: readonly string[]): void {
    if (faults.length > 0) {
      throw this.failure(`at ${now.toISOString()} no longer true:\n  ${faults.join('\n  ')}`);
    }
  }

  private failure(what: string, cause?: unknown): Error {
    const { seed, customers, months } = this.options;
    return new Error(
      [
        `Seed ${seed}, step ${this.report.steps}: ${what}${cause === undefined ? '' : ` of ${readFault(cause).code}: ${cause}`}`,
        `The last steps:\n  ${this.last.join('\n  ')}`,
        `Again: npm run simulate -- --seed ${seed} --customers ${customers} --months ${months}`,
      ].join('\n'),
      { cause },
    );
  }

  private say(day: number): void {
    const date = new Date(simulationStart.getTime() + day * DAY_MS).toISOString().slice(0, 10);
    this.options.say(`${date}  ${this.customerIds.length} customers, ${this.report.steps} steps`);
  }

  private async count(): Promise<SimulationReport> {
    const [row] = await getSql()<{ periods: number; transfers: number; parked: number }[]>`
      select (select count(*)::int from periods) as periods, (select count(*)::int from transfers) as transfers,
        (select count(*)::int from parked_services) as parked`;
    if (row?.parked !== 0) throw this.failure(`${row?.parked} services are parked`);
    return { ...this.report, periods: row.periods, transfers: row.transfers };
  }
}

/** A refusal during preparation was shown to the customer, and nothing was done. */
function refusedDeed(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}
