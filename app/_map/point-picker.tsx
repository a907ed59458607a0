'use client';

import { Crosshair, MapPinOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { type MapView, worldView } from './create-map';
import { markHtml } from './map-mark';
import { useMap } from './use-map';

export type GeoPoint = {
  latitude: number;
  longitude: number;
};

type PointPickerProps = {
  /** Accessible name of the map. */
  label: string;
  tileUrl: string | null;
  point: GeoPoint | null;
  /** Where the map opens when no point is set. */
  near: GeoPoint | null;
};

/** About a metre; more digits would suggest a false precision. */
const DIGITS = 5;

/**
 * A location as the form fields `latitude` and `longitude`: picked by a click, by moving the map under the cross with
 * the arrow keys and pressing Enter, or typed as numbers, which also works without scripts.
 */
export function PointPicker({ label, tileUrl, point, near }: PointPickerProps) {
  const t = useTranslations('map');
  const fields = useRef<Record<keyof GeoPoint, HTMLInputElement | null>>({
    latitude: null,
    longitude: null,
  });
  const [chosen, setChosen] = useState<GeoPoint | null>(point);
  const [notice, setNotice] = useState('');

  function choose(next: GeoPoint | null) {
    const rounded = next && roundPoint(next);
    for (const name of ['latitude', 'longitude'] as const) {
      const field = fields.current[name];
      if (field) field.value = rounded === null ? '' : String(rounded[name]);
    }
    setChosen(rounded);
    setNotice(rounded === null ? t('cleared') : t('placed', textOf(rounded)));
  }

  function readFields() {
    const { latitude, longitude } = fields.current;
    setChosen(pointFrom(latitude?.value ?? '', longitude?.value ?? ''));
  }

  const field = (name: keyof GeoPoint) => (
    <TextField
      name={name}
      type="number"
      label={t(name)}
      defaultValue={point?.[name]}
      ref={(element: HTMLInputElement | null) => {
        fields.current[name] = element;
      }}
      onChange={readFields}
      autoComplete="off"
    />
  );
  return (
    <div className="flex flex-col gap-3">
      <PickerMap {...{ label, tileUrl, near }} point={chosen} onChoose={choose} />
      <div className="grid gap-4 sm:grid-cols-2">
        {field('latitude')}
        {field('longitude')}
      </div>
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={<MapPinOff aria-hidden />}
          onClick={() => choose(null)}
        >
          {t('clear')}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {notice}
      </p>
    </div>
  );
}

type PickerMapProps = Omit<PointPickerProps, 'point'> & {
  point: GeoPoint | null;
  onChoose: (point: GeoPoint) => void;
};

function PickerMap({ label, tileUrl, near, point, onChoose }: PickerMapProps) {
  const t = useTranslations('map');
  const hintId = useId();
  const [first] = useState(() => startView(point, near));
  const { host, open } = useMap({ tileUrl, view: first });
  const choose = useEffectEvent(onChoose);
  useEffect(() => {
    if (!open) return;
    const { map } = open;
    map.on('click', ({ latlng }) => {
      const { lat, lng } = latlng.wrap();
      choose({ latitude: lat, longitude: lng });
    });
  }, [open]);
  useEffect(() => {
    if (!open || point === null) return;
    const { L, map } = open;
    const at = L.latLng(point.latitude, point.longitude);
    const icon = L.divIcon({
      className: '',
      html: markHtml({ shape: 'circle', tone: 'accent' }),
      iconSize: [28, 28],
    });
    const marker = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
    if (!map.getBounds().contains(at)) map.panTo(at);
    return () => {
      marker.remove();
    };
  }, [open, point]);

  function takeCentre() {
    const centre = open?.map.getCenter().wrap();
    if (centre) onChoose({ latitude: centre.lat, longitude: centre.lng });
  }

  function pressed(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.target !== host.current) return;
    // Enter would submit the surrounding form.
    event.preventDefault();
    takeCentre();
  }

  return (
    <>
      <p id={hintId} className="text-ink-muted text-xs">
        {t('pickHint')}
      </p>
      <div className="group relative">
        <section
          ref={host}
          aria-label={label}
          aria-describedby={hintId}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is moved with the arrow keys.
          tabIndex={0}
          onKeyDown={pressed}
          className="netpurse-map h-80 w-full overflow-hidden rounded-lg border border-line"
        />
        <Crosshair
          aria-hidden
          className="pointer-events-none absolute inset-0 m-auto size-8 text-ink opacity-60 group-focus-within:opacity-100"
        />
      </div>
      <div>
        <Button size="sm" icon={<Crosshair aria-hidden />} onClick={takeCentre}>
          {t('useCentre')}
        </Button>
      </div>
    </>
  );
}

function startView(point: GeoPoint | null, near: GeoPoint | null): MapView {
  if (point) return { ...point, zoom: 16 };
  return near ? { ...near, zoom: 13 } : worldView;
}

function roundPoint({ latitude, longitude }: GeoPoint): GeoPoint {
  const factor = 10 ** DIGITS;
  return {
    latitude: Math.round(latitude * factor) / factor,
    longitude: Math.round(longitude * factor) / factor,
  };
}

function textOf({ latitude, longitude }: GeoPoint) {
  return { latitude: String(latitude), longitude: String(longitude) };
}

/** Parses the typed coordinates; null while they are incomplete. */
function pointFrom(latitudeText: string, longitudeText: string): GeoPoint | null {
  const isNumber = (text: string) => /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text);
  if (!isNumber(latitudeText) || !isNumber(longitudeText)) return null;
  const point = { latitude: Number(latitudeText), longitude: Number(longitudeText) };
  const isOnEarth = Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180;
  return isOnEarth ? point : null;
}
