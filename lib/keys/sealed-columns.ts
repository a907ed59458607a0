/** A column of sealed values, and what each value is bound to: copied to another row it does not open. */
export type SealedColumn = {
  table: string;
  column: string;
  contextOf: (id: number) => string;
};

/** Every column that `seal` writes to. A test compares the list with the columns there are. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'routers', column: 'password_sealed', contextOf: (id) => `router:${id}|password` },
  { table: 'services', column: 'password_sealed', contextOf: (id) => `service:${id}|password` },
  {
    table: 'customers',
    column: 'service_password_sealed',
    contextOf: (id) => `customer:${id}|service_password`,
  },
];
