/** The part of a planned change that can contain a custom price. */
type Change = {
  kind: string;
  fields?: Record<string, unknown> | undefined;
  network?: unknown;
  discounts?: unknown;
};

/** Returns whether a planned change sets a custom price. */
export function setsOwnPrice(change: Change): boolean {
  const price = change.kind === 'fields' ? change.fields?.['customPriceMinor'] : undefined;
  return price !== undefined && price !== null;
}

/** Returns the change without its custom price: unchanged if it has none, null if nothing else is left. */
export function withoutOwnPrice<C extends Change>(change: C): C | null {
  if (!setsOwnPrice(change)) return change;
  const { customPriceMinor: _dropped, ...fields } = change.fields ?? {};
  const hasFields = Object.values(fields).some((value) => value !== undefined);
  if (!hasFields && change.network === undefined && change.discounts === undefined) return null;
  return { ...change, fields: hasFields ? fields : undefined };
}
