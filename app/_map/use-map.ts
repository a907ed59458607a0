import type * as Leaflet from 'leaflet';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import 'leaflet/dist/leaflet.css';
import './map.css';
import { createMap, type LeafletModule, loadLeaflet, type MapView } from './create-map';

export type OpenMap = {
  L: LeafletModule;
  map: Leaflet.Map;
};

/** Creates a map in `host` after mounting, and removes it on unmounting. */
export function useMap({ tileUrl, view }: { tileUrl: string | null; view: MapView }) {
  const t = useTranslations('map');
  const host = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<OpenMap | null>(null);
  const begin = useEffectEvent((L: LeafletModule, element: HTMLElement) =>
    createMap(L, element, { tileUrl, view, words: { zoomIn: t('zoomIn'), zoomOut: t('zoomOut') } }),
  );
  useEffect(() => {
    let map: Leaflet.Map | undefined;
    let isGone = false;
    void loadLeaflet().then((L) => {
      if (isGone || !host.current) return;
      map = begin(L, host.current);
      setOpen({ L, map });
    });
    return () => {
      isGone = true;
      setOpen(null);
      map?.remove();
    };
  }, []);
  return { host, open };
}
