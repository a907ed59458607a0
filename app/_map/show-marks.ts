import type * as Leaflet from 'leaflet';
import { clusterPoints } from './cluster-points';
import {
  groupHtml,
  type MapMark,
  type MarkShape,
  markHtml,
  markShapes,
  strongestTone,
} from './map-mark';
import type { OpenMap } from './use-map';

const CELL_PX = 48;
const MARK_PX = 28;
const GROUP_PX = 36;
/** Maximum marks of one place listed in a popup. */
const LISTED_MAX = 12;

export type LayerTexts = {
  group: (count: number) => string;
  more: (count: number) => string;
  openMark: (href: string) => void;
};

/** Draws the visible marks, merging those too close together; returns a function that stops it. */
export function showMarks(
  { L, map }: OpenMap,
  marks: readonly MapMark[],
  texts: LayerTexts,
): () => void {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    // Redrawing would close an open popup while it is being read.
    if (layer.getLayers().some((one) => 'isPopupOpen' in one && isOpen(one as Leaflet.Marker)))
      return;
    layer.clearLayers();
    const bounds = map.getBounds().pad(0.25);
    const pointsOf = (shape: MarkShape) =>
      marks.flatMap((mark, index) => {
        const at = L.latLng(mark.latitude, mark.longitude);
        if (mark.shape !== shape || !bounds.contains(at)) return [];
        const { x, y } = map.project(at);
        return [{ x, y, index }];
      });
    // Clusters each kind separately, so that a site stays visible among its customers.
    const clusters = markShapes.flatMap((shape) => clusterPoints(pointsOf(shape), CELL_PX));
    for (const cluster of clusters) {
      const members = cluster.indexes.flatMap((index) => marks[index] ?? []);
      const at = map.unproject(L.point(cluster.x, cluster.y));
      addMarker({ L, map }, layer, { members, at, texts });
    }
  };
  draw();
  map.on('moveend zoomend', draw);
  return () => {
    map.off('moveend zoomend', draw);
    layer.remove();
  };
}

function isOpen(marker: Leaflet.Marker): boolean {
  return marker.isPopupOpen();
}

type MarkerOptions = {
  members: readonly MapMark[];
  at: Leaflet.LatLng;
  texts: LayerTexts;
};

function addMarker({ L, map }: OpenMap, layer: Leaflet.LayerGroup, options: MarkerOptions): void {
  const { members, at, texts } = options;
  const [only] = members;
  if (!only) return;
  const isGroup = members.length > 1;
  const size = isGroup ? GROUP_PX : MARK_PX;
  const html = isGroup
    ? groupHtml(members.length, strongestTone(members.map((mark) => mark.tone)))
    : markHtml(only);
  const icon = L.divIcon({ className: '', html, iconSize: [size, size] });
  const title = isGroup ? texts.group(members.length) : `${only.title}, ${only.detail}`;
  const marker = L.marker(at, { icon, title, riseOnHover: true }).addTo(layer);
  if (isGroup && canSplit({ L, map }, members)) {
    marker.on('click', () => map.fitBounds(boundsOf(L, members).pad(0.2)));
  } else {
    marker.bindPopup(() => popupOf(members, texts), { minWidth: 180, maxHeight: 280 });
  }
}

/** Whether zooming in can separate them. */
function canSplit({ L, map }: OpenMap, members: readonly MapMark[]): boolean {
  if (map.getZoom() >= map.getMaxZoom()) return false;
  const bounds = boundsOf(L, members);
  return !bounds.getNorthEast().equals(bounds.getSouthWest(), 1e-5);
}

function boundsOf(L: OpenMap['L'], members: readonly MapMark[]): Leaflet.LatLngBounds {
  return L.latLngBounds(members.map((mark) => [mark.latitude, mark.longitude]));
}

/** Built from DOM nodes, never from markup, because titles are user input. */
function popupOf(members: readonly MapMark[], texts: LayerTexts): HTMLElement {
  const list = document.createElement('ul');
  list.className = 'flex flex-col gap-2';
  for (const mark of members.slice(0, LISTED_MAX)) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = mark.href;
    link.textContent = mark.title;
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      texts.openMark(mark.href);
    });
    const detail = document.createElement('span');
    detail.className = 'block text-ink-muted text-xs';
    detail.textContent = mark.detail;
    item.append(link, detail);
    list.append(item);
  }
  if (members.length > LISTED_MAX) {
    const more = document.createElement('li');
    more.className = 'text-ink-muted text-xs';
    more.textContent = texts.more(members.length - LISTED_MAX);
    list.append(more);
  }
  return list;
}
