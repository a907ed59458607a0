import type {
  Field,
  InsertOptions,
  MenuSpec,
  Router,
  Row,
  RowTable,
  TableListener,
  Values,
} from './model';

const FIRST_STATIC_ID = 1;
const FIRST_DYNAMIC_ID = 0x8000_0001;

/** The rows of one menu with its id counter and lookup indexes. */
export class Table implements RowTable {
  readonly spec: MenuSpec;
  readonly fields: ReadonlyMap<string, Field>;
  readonly rows = new Map<string, Row>();
  readonly listeners = new Set<TableListener>();
  readonly #indexes = new Map<string, Map<string, Set<Row>>>();
  #nextId = FIRST_STATIC_ID;
  #nextDynamicId: number;

  constructor(spec: MenuSpec, isV7: boolean) {
    this.spec = spec;
    const release = isV7 ? 'v7' : 'v6';
    const known = spec.fields.filter((field) => !field.release || field.release === release);
    this.fields = new Map(known.map((field) => [field.name, field]));
    this.#nextDynamicId = spec.firstDynamicId ?? FIRST_DYNAMIC_ID;
    for (const name of spec.indexed ?? []) this.#indexes.set(name, new Map());
  }

  /** The number of the next static row; ids are never reused. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Rows whose stored value equals `value`; the property must be declared as indexed. */
  find(name: string, value: string): readonly Row[] {
    const index = this.#indexes.get(name);
    if (!index) throw new Error(`${this.spec.path} has no index on ${name}`);
    return [...(index.get(value) ?? [])];
  }

  insert(
    values: Values,
    { session, isDynamic = session !== undefined, id }: InsertOptions = {},
  ): Row {
    const row: Row = { id: id ?? this.#takeId(isDynamic), values, isDynamic };
    if (session) row.session = session;
    this.#keep(row);
    return row;
  }

  /** Restores a saved static row under its old id. */
  restore(id: string, values: Values): void {
    const number = Number.parseInt(id.slice(1), 16);
    // Built-in items have ids near 2^32 that do not move the counter.
    if (number < FIRST_DYNAMIC_ID) this.reserveIds(number + 1);
    this.#keep({ id, values, isDynamic: false });
  }

  /** Keeps ids monotonic across a restart even when the last rows were removed before it. */
  reserveIds(nextId: number): void {
    this.#nextId = Math.max(this.#nextId, nextId);
  }

  /** Applies changes to one row; undefined removes the property. */
  change(row: Row, changes: ReadonlyMap<string, string | undefined>): void {
    this.#unindex(row);
    for (const [name, value] of changes) {
      if (value === undefined) row.values.delete(name);
      else row.values.set(name, value);
    }
    this.#index(row);
    this.#tell(row, false);
  }

  delete(row: Row): void {
    if (!this.rows.delete(row.id)) return;
    this.#unindex(row);
    this.#tell(row, true);
  }

  clear(): void {
    for (const row of [...this.rows.values()]) this.delete(row);
  }

  /** The printed value of one property, or undefined when the row does not show it. */
  read(row: Row, name: string, router: Router): string | undefined {
    if (name === '.id') return this.spec.isSingle ? undefined : row.id;
    const field = this.fields.get(name);
    if (!field) return undefined;
    const value = field.read ? field.read(row, router) : row.values.get(name);
    if (value === '' && field.isAbsentWhenEmpty) return undefined;
    if (!field.isSecret || value === undefined || router.secretPolicy === 'shown') return value;
    return router.secretPolicy === 'masked' ? '*****' : undefined;
  }

  /** Everything a plain print shows, in menu order. */
  readAll(row: Row, router: Router, isStats = false): Array<[string, string]> {
    const pairs: Array<[string, string]> = this.spec.isSingle ? [] : [['.id', row.id]];
    for (const [name, field] of this.fields) {
      if (field.isStats && !isStats) continue;
      const value = this.read(row, name, router);
      if (value !== undefined) pairs.push([name, value]);
    }
    return pairs;
  }

  #takeId(isDynamic: boolean): string {
    const number = isDynamic ? this.#nextDynamicId++ : this.#nextId++;
    return `*${number.toString(16).toUpperCase()}`;
  }

  #keep(row: Row): void {
    this.rows.set(row.id, row);
    this.#index(row);
    this.#tell(row, false);
  }

  #index(row: Row): void {
    for (const [name, index] of this.#indexes) {
      const value = row.values.get(name);
      if (value === undefined) continue;
      const rows = index.get(value);
      if (rows) rows.add(row);
      else index.set(value, new Set([row]));
    }
  }

  #unindex(row: Row): void {
    for (const [name, index] of this.#indexes) {
      const value = row.values.get(name);
      const rows = value === undefined ? undefined : index.get(value);
      if (value === undefined || !rows) continue;
      rows.delete(row);
      if (rows.size === 0) index.delete(value);
    }
  }

  #tell(row: Row, isDead: boolean): void {
    for (const listener of this.listeners) listener(row, isDead);
  }
}
