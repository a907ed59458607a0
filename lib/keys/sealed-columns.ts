/** A column of encrypted values, and the context each is bound to: copied to another row it cannot be decrypted. */
export type SealedColumn = {
  table: string;
  column: string;
  contextOf: (id: number) => string;
};

/** Every column that `seal` writes to. A test compares this list with the schema. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'routers', column: 'password_sealed', contextOf: (id) => `router:${id}|password` },
  { table: 'services', column: 'password_sealed', contextOf: (id) => `service:${id}|password` },
  {
    table: 'customers',
    column: 'service_password_sealed',
    contextOf: (id) => `customer:${id}|service_password`,
  },
];
