import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CollectionName, Collections } from './objects';

type Tables = { [Name in CollectionName]: Map<string, Collections[Name]> };
type Saved = {
  seed: string;
  drawn: number;
  tables: Partial<Record<CollectionName, unknown[]>>;
};

const names: readonly CollectionName[] = [
  'customers',
  'products',
  'prices',
  'sessions',
  'sessionPlans',
  'paymentIntents',
  'setupIntents',
  'paymentMethods',
  'cardFiles',
  'charges',
  'refunds',
  'disputes',
  'balanceTransactions',
  'payouts',
  'events',
  'deliveries',
  'idempotency',
];
const SAVE_DELAY_MS = 25;

/** Keeps all objects in memory, and in one JSON file when a path is given. */
export class Store {
  private readonly tables = Object.fromEntries(names.map((name) => [name, new Map()])) as Tables;
  private readonly path: string | undefined;
  private pending: NodeJS.Timeout | undefined;
  /** Set by the owner: the position of the random source is part of the saved state. */
  position: () => { seed: string; drawn: number } = () => ({ seed: '', drawn: 0 });

  constructor(path?: string) {
    this.path = path;
  }

  /** Reads the saved file, if any; it cannot be truncated by a crash, because saves rename. */
  load(): { seed: string; drawn: number } | null {
    if (!this.path || !existsSync(this.path)) return null;
    const saved = JSON.parse(readFileSync(this.path, 'utf8')) as Saved;
    for (const name of names) {
      const table = this.tables[name] as Map<string, { id: string }>;
      for (const row of (saved.tables[name] ?? []) as { id: string }[]) table.set(row.id, row);
    }
    return { seed: saved.seed, drawn: saved.drawn };
  }

  find<Name extends CollectionName>(name: Name, id: string): Collections[Name] | undefined {
    return this.tables[name].get(id);
  }

  /** Newest first, as in every list of the vendor. */
  all<Name extends CollectionName>(name: Name): Collections[Name][] {
    return [...this.tables[name].values()].reverse();
  }

  put<Name extends CollectionName>(name: Name, row: Collections[Name]): Collections[Name] {
    this.tables[name].set(row.id, row);
    this.touched();
    return row;
  }

  remove(name: CollectionName, id: string): void {
    this.tables[name].delete(id);
    this.touched();
  }

  /** Schedules a save; to be called after changing an object in place. */
  touched(): void {
    if (!this.path || this.pending) return;
    this.pending = setTimeout(() => this.save(), SAVE_DELAY_MS);
    this.pending.unref();
  }

  save(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    if (!this.path) return;
    const tables = Object.fromEntries(names.map((name) => [name, [...this.tables[name].values()]]));
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.new`;
    writeFileSync(draft, JSON.stringify({ ...this.position(), tables }));
    renameSync(draft, this.path);
  }
}
