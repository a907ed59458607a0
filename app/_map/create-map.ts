import type * as Leaflet from 'leaflet';

export type LeafletModule = typeof Leaflet;

export type MapView = {
  latitude: number;
  longitude: number;
  zoom: number;
};

export type MapOptions = {
  /** URL template of map tiles, e.g. `https://tile.example/{z}/{x}/{y}.png`; null draws a plain grid. */
  tileUrl: string | null;
  view: MapView;
  words: { zoomIn: string; zoomOut: string };
};

/** The whole world, when no location is known. */
export const worldView: MapView = { latitude: 20, longitude: 0, zoom: 2 };

const ZOOM_MAX = 19;

/** Loads the library with the first map, not with the page. */
export async function loadLeaflet(): Promise<LeafletModule> {
  const loaded = await import('leaflet');
  return loaded.default ?? loaded;
}

/** Creates a map in our style. With focus, arrow keys move it and + and − zoom. */
export function createMap(
  L: LeafletModule,
  host: HTMLElement,
  { tileUrl, view, words }: MapOptions,
): Leaflet.Map {
  const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(host, {
    zoomControl: false,
    maxZoom: ZOOM_MAX,
    minZoom: 2,
    // One finger scrolls the page; two move the map.
    dragging: !L.Browser.mobile,
    scrollWheelZoom: false,
    worldCopyJump: true,
    zoomAnimation: !isStill,
    fadeAnimation: !isStill,
    markerZoomAnimation: !isStill,
    inertia: !isStill,
  });
  map.setView([view.latitude, view.longitude], view.zoom, { animate: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (tileUrl === null) addGrid(L, map);
  else addTiles(L, map, tileUrl);
  return map;
}

function addTiles(L: LeafletModule, map: Leaflet.Map, tileUrl: string): void {
  const isOsm = /(^|\.)openstreetmap\.org$/.test(hostOf(tileUrl));
  const attribution = isOsm
    ? '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'
    : '';
  const tiles = L.tileLayer(tileUrl, { maxZoom: ZOOM_MAX, attribution });
  // If the tile server fails, a grid is shown instead of a blank box.
  tiles.once('tileerror', () => addGrid(L, map));
  tiles.addTo(map);
}

function addGrid(L: LeafletModule, map: Leaflet.Map): void {
  const Grid = L.GridLayer.extend({
    createTile: () => {
      const tile = document.createElement('div');
      tile.className = 'map-grid-tile';
      return tile;
    },
  }) as new (
    options: Leaflet.GridLayerOptions,
  ) => Leaflet.GridLayer;
  const grid = new Grid({ maxZoom: ZOOM_MAX });
  map.getContainer().dataset['grid'] = 'true';
  grid.addTo(map).bringToBack();
}

function hostOf(url: string): string {
  // `{s}` and other placeholders are not legal in a host name.
  return /^https?:\/\/([^/]+)/.exec(url)?.[1]?.replace(/\{[^}]*\}\.?/g, '') ?? '';
}
