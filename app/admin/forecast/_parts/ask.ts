import { createLoader, parseAsInteger, parseAsNumberLiteral } from 'nuqs/server';

export const spans = [7, 30, 90] as const;

/** Parses the address; anything invalid means the month ahead for all sites. */
export const loadAsk = createLoader({
  days: parseAsNumberLiteral(spans).withDefault(30),
  site: parseAsInteger,
});

export type Ask = Awaited<ReturnType<typeof loadAsk>>;

export function hrefOf(path: string, { days, site }: Ask): string {
  return `${path}?days=${days}${site === null ? '' : `&site=${site}`}`;
}
