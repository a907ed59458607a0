import { type SeriesRange, seriesRanges } from '@/lib/usage/rules/slots';

/** `period`: since the data in force was granted. */
export const usageRanges = ['period', ...seriesRanges] as const;
export type UsageRange = 'period' | SeriesRange;

export type UsageAsk = {
  range: UsageRange;
  /** A moment within the range; null means now. */
  at: Date | null;
  view: 'bars' | 'cumulative';
};

type Params = Record<string, string | string[] | undefined>;

/** Parses the address; ignores invalid values and moments in the future. */
export function usageAsk(params: Params, now: Date): UsageAsk {
  const range = usageRanges.find((name) => name === params['range']) ?? 'day';
  const at = momentOf(params['at']);
  return {
    range,
    at: at !== null && at < now ? at : null,
    view: params['view'] === 'total' ? 'cumulative' : 'bars',
  };
}

function momentOf(text: string | string[] | undefined): Date | null {
  return typeof text === 'string' && /^\d{10,13}$/.test(text) ? new Date(Number(text)) : null;
}

export function addressOf(serviceId: number, { range, at, view }: UsageAsk): string {
  const query = new URLSearchParams({ service: String(serviceId), range });
  if (at !== null) query.set('at', String(at.getTime()));
  if (view === 'cumulative') query.set('view', 'total');
  return `/usage?${query}`;
}
