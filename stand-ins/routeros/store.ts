import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Device } from './device';

const DEBOUNCE_MS = 200;
/** Menus with transient state rather than configuration. */
const volatile = new Set(['log', 'user', 'user/active']);

const SavedRow = z.object({
  id: z.string(),
  values: z.record(z.string(), z.string()),
  volume: z.object({ up: z.string(), down: z.string() }).optional(),
});

export const SavedState = z.object({
  version: z.literal(1),
  now: z.number(),
  menus: z.record(z.string(), z.object({ nextId: z.number(), rows: z.array(SavedRow) })),
  cpes: z.array(
    z.object({
      kind: z.enum(['ppp', 'hotspot', 'dhcp', 'static']),
      login: z.string(),
      password: z.string(),
      mac: z.string(),
      redial: z.enum(['immediate', '10s', 'never']),
      address: z.string().optional(),
      hostName: z.string().optional(),
    }),
  ),
  offers: z.record(z.string(), z.object({ up: z.string(), down: z.string() })),
});
export type SavedState = z.infer<typeof SavedState>;

/** Persists a router's configuration, its subscribers' equipment and their traffic in a JSON file. */
export class StateFile {
  readonly #path: string;
  readonly #device: Device;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, device: Device) {
    this.#path = path;
    this.#device = device;
  }

  /** Restores the state saved by an earlier run; false when there is none. */
  async load(): Promise<boolean> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // Node's own error type
      throw error;
    }
    try {
      restore(this.#device, SavedState.parse(JSON.parse(text)));
    } catch (error) {
      throw new Error(`the router state in ${this.#path} cannot be used`, { cause: error });
    }
    return true;
  }

  /** From now on, saves shortly after every change. */
  watch(): void {
    for (const table of this.#device.tables) {
      if (!volatile.has(table.spec.path)) table.listeners.add(() => this.touch());
    }
  }

  touch(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.flush().catch((error: unknown) => {
        process.emitWarning(`router state not saved: ${String(error)}`);
      });
    }, DEBOUNCE_MS);
    this.#timer.unref();
  }

  /** Writes now, after any write in progress. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = JSON.stringify(capture(this.#device));
    this.#writing = this.#writing.then(
      () => this.#replace(text),
      () => this.#replace(text),
    );
    await this.#writing;
  }

  /** Replaces the file atomically, so that a reader finds the old or the new one, never a part. */
  async #replace(text: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.${process.pid}.tmp`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}

const asText = ({ up, down }: { up: bigint; down: bigint }) => ({
  up: String(up),
  down: String(down),
});

/** The current configuration and connected equipment. */
export function capture(device: Device): SavedState {
  const menus: SavedState['menus'] = {};
  for (const table of device.tables) {
    if (volatile.has(table.spec.path)) continue;
    const rows = [...table.rows.values()].filter((row) => !row.isDynamic);
    menus[table.spec.path] = {
      nextId: table.nextId,
      rows: rows.map(({ id, values, meter }) => ({
        id,
        values: Object.fromEntries(values),
        ...(meter ? { volume: asText(meter.volume) } : {}),
      })),
    };
  }
  const offers = [...device.traffic.offers].map(([login, offer]) => [login, asText(offer)]);
  return {
    version: 1,
    now: device.clock.now,
    menus,
    cpes: [...device.sessions.cpes],
    offers: Object.fromEntries(offers) as SavedState['offers'], // entries built one line above
  };
}

function restore(device: Device, state: SavedState): void {
  device.resumeAt(state.now);
  restoreMenus(device, state.menus);
  for (const [login, { up, down }] of Object.entries(state.offers)) {
    device.traffic.offer(login, { up: BigInt(up), down: BigInt(down) });
  }
  for (const { address, hostName, ...cpe } of state.cpes) {
    device.sessions.plugIn({
      ...cpe,
      ...(address === undefined ? {} : { address }),
      ...(hostName === undefined ? {} : { hostName }),
    });
  }
}

export function restoreMenus(device: Device, menus: SavedState['menus']): void {
  for (const [path, saved] of Object.entries(menus)) {
    if (!device.hasMenu(path)) continue;
    const table = device.table(path);
    table.clear();
    for (const { id, values, volume } of saved.rows) {
      table.restore(id, new Map(Object.entries(values)));
      const row = table.rows.get(id);
      if (!row || !volume) continue;
      row.meter = {
        volume: { up: BigInt(volume.up), down: BigInt(volume.down) },
        rate: { up: 0n, down: 0n },
      };
    }
    table.reserveIds(saved.nextId);
  }
}
