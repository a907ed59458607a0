'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { cn } from '@/app/_ui/cn';
import { worldView } from './create-map';
import type { MapMark } from './map-mark';
import { showMarks } from './show-marks';
import { type OpenMap, useMap } from './use-map';

type MarkMapProps = {
  /** Accessible name of the map. */
  label: string;
  marks: readonly MapMark[];
  tileUrl: string | null;
  /** Sets the height. */
  className?: string;
};

/** Items on a map. Every mark is a button; the page lists the same items beside or below the map. */
export function MarkMap({ label, marks, tileUrl, className }: MarkMapProps) {
  const t = useTranslations('map');
  const router = useRouter();
  const { host, open } = useMap({ tileUrl, view: worldView });
  const showAll = useEffectEvent(({ L, map }: OpenMap) => {
    if (marks.length === 0) return;
    const bounds = L.latLngBounds(marks.map((mark) => [mark.latitude, mark.longitude]));
    map.fitBounds(bounds.pad(0.15), { animate: false, maxZoom: 15 });
  });
  const texts = useEffectEvent(() => ({
    group: (count: number) => t('group', { count }),
    more: (count: number) => t('more', { count }),
    // The addresses are data, as in AppLink.
    openMark: (href: string) => router.push(href as Route),
  }));
  useEffect(() => {
    if (open) showAll(open);
  }, [open]);
  useEffect(() => (open ? showMarks(open, marks, texts()) : undefined), [open, marks]);
  return (
    <section
      ref={host}
      aria-label={label}
      // Leaflet moves the map with the arrow keys while it has focus.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
      tabIndex={0}
      className={cn(
        'netpurse-map relative w-full overflow-hidden rounded-lg border border-line',
        className ?? 'h-96',
      )}
    />
  );
}
