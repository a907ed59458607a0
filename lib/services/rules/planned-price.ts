/** The part of a planned change that can hold a price of its own. */
type Change = {
  kind: string;
  fields?: Record<string, unknown> | undefined;
  network?: unknown;
  discounts?: unknown;
};

/** Whether a planned change gives the service a price of its own. */
export function setsOwnPrice(change: Change): boolean {
  const price = change.kind === 'fields' ? change.fields?.['customPriceMinor'] : undefined;
  return price !== undefined && price !== null;
}

/** The change without its own price: the same one where it has none, null where nothing is left of it. */
export function withoutOwnPrice<C extends Change>(change: C): C | null {
  if (!setsOwnPrice(change)) return change;
  const { customPriceMinor: _dropped, ...fields } = change.fields ?? {};
  const hasFields = Object.values(fields).some((value) => value !== undefined);
  if (!hasFields && change.network === undefined && change.discounts === undefined) return null;
  return { ...change, fields: hasFields ? fields : undefined };
}
