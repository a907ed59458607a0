'use client';

import { useEffect, useState } from 'react';

/** Response of the search address; the shape of `QuickHits` in lib/screens/admin/quick-search.ts. */
export type PaletteHits = {
  customers: {
    customerId: number;
    name: string;
    email: string | null;
    phone: string | null;
    status: string;
  }[];
  services: {
    serviceId: number;
    customerName: string;
    itemName: string;
    login: string | null;
    status: string;
  }[];
};

export type PaletteSearch = {
  hits: PaletteHits;
  state: 'idle' | 'searching' | 'failed';
};

const nothing: PaletteHits = { customers: [], services: [] };
const TYPING_PAUSE_MS = 180;

/** Searches while typing; only the latest text counts. */
export function usePaletteHits(text: string): PaletteSearch {
  const asked = text.trim();
  const [found, setFound] = useState<PaletteSearch & { asked: string }>({
    asked: '',
    hits: nothing,
    state: 'idle',
  });
  useEffect(() => {
    if (asked === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetchHits(asked, abort.signal)
        .then((hits) => setFound({ asked, hits, state: 'idle' }))
        .catch(() => {
          if (!abort.signal.aborted) setFound({ asked, hits: nothing, state: 'failed' });
        });
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked]);
  if (asked === '') return { hits: nothing, state: 'idle' };
  // Earlier hits stay visible until the next ones arrive.
  return found.asked === asked ? found : { hits: found.hits, state: 'searching' };
}

async function fetchHits(asked: string, signal: AbortSignal): Promise<PaletteHits> {
  const response = await fetch(`/admin/customers/search?q=${encodeURIComponent(asked)}`, {
    signal,
  });
  if (!response.ok) throw new Error(`search answered ${response.status}`);
  return (await response.json()) as PaletteHits;
}
