'use client';

import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type FormatSettings, getFormats } from '@/lib/kit/format';
import { plotInset, type UsageDrawing, usageData, usageOptions } from './draw-usage';
import { stepText } from './step-text';
import { pointsOf, type UsageSeries, type UsageStep, type UsageView } from './usage-series';

type UsagePlotProps = {
  label: string;
  settings: FormatSettings;
  series: UsageSeries;
  step: UsageStep;
  view: UsageView;
  capBytes: number | undefined;
  projectedBytes: number | undefined;
};

const HEIGHT_PX = 240;

/** The chart: loads the plotting library on mount and is explored with the pointer or arrow keys. */
export function UsagePlot(props: UsagePlotProps) {
  const { label, settings, series, step, view } = props;
  const t = useTranslations('ui.chart');
  const [index, setIndex] = useState<number | null>(null);
  const { host, plot } = usePlot(props, setIndex);
  const last = series.starts.length - 1;
  const text = index === null ? undefined : pointText(index);

  function pointText(at: number): string {
    const f = getFormats(settings);
    const point = pointsOf(series, view)[at];
    const time = stepText(f, step, series.starts[at] ?? 0, 'long');
    if (!point) return `${time}: ${t('gap')}`;
    const { down, total } = point;
    return t('point', {
      time,
      down: f.bytes(down),
      up: f.bytes(total - down),
      total: f.bytes(total),
    });
  }

  function move(event: KeyboardEvent) {
    const target = keyTarget(event.key, index ?? last + 1, last);
    if (target === undefined) return;
    event.preventDefault();
    setIndex(target);
    plot.current?.setCursor({ left: plot.current.valToPos(target, 'x'), top: 0 }, false);
  }

  return (
    <div dir="ltr" className="relative">
      <div
        ref={host}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-readonly
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index ?? last}
        aria-valuetext={text ?? t('keyboardHint')}
        onKeyDown={move}
        onBlur={() => setIndex(null)}
        style={{ blockSize: HEIGHT_PX }}
        className="w-full overflow-hidden rounded-md"
      />
      {index !== null && text !== undefined && (
        <Tip position={(index + 0.5) / (last + 1)} text={text} />
      )}
    </div>
  );
}

function keyTarget(key: string, from: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(last, from > last ? last : from + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Tooltip at the current step, aligned to stay inside the chart. The slider announces the same. */
function Tip({ position, text }: { position: number; text: string }) {
  const [time, ...rest] = text.split(/:\s(?=\D)/);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-1 z-10 w-max max-w-52 rounded-md bg-ink px-2.5 py-1.5 text-surface text-xs shadow-float"
      style={{
        left: `calc(${plotInset.start}px + ${position} * (100% - ${plotInset.start + plotInset.end}px))`,
        translate: `${-position * 100}% 0`,
      }}
    >
      <strong className="block font-semibold">{time}</strong>
      {rest.join(': ')}
    </div>
  );
}

function usePlot(props: UsagePlotProps, onCursor: (index: number | null) => void) {
  const { settings, series, step, view, capBytes, projectedBytes } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { resolvedTheme } = useTheme();
  const drawing = useMemo<UsageDrawing>(() => {
    const f = getFormats(settings);
    return {
      series,
      view,
      capBytes,
      projectedBytes,
      formatValue: (bytes) => f.bytes(bytes),
      formatStep: (at) => stepText(f, step, series.starts[at] ?? 0, 'short'),
      onCursor,
    };
  }, [settings, series, step, view, capBytes, projectedBytes, onCursor]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the theme when drawing.
  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const mounted = mountPlot(box, drawing, (made) => {
      plot.current = made;
    });
    return () => {
      mounted.destroy();
      plot.current = null;
    };
  }, [drawing, resolvedTheme]);
  return { host, plot };
}

function mountPlot(box: HTMLElement, drawing: UsageDrawing, onMade: (plot: uPlot) => void) {
  let plot: uPlot | undefined;
  let gone = false;
  let width = 0;
  async function make() {
    // Loaded here, so that pages without a visible graph do not carry the library.
    const { default: Plot } = await import('uplot');
    if (gone) return;
    plot?.destroy();
    width = box.clientWidth;
    plot = new Plot(usageOptions(drawing, { width, height: HEIGHT_PX }), usageData(drawing), box);
    onMade(plot);
  }
  const watcher = new ResizeObserver(() => {
    // The ticks depend on the width, so a new width needs a new plot.
    if (box.clientWidth !== width) void make();
  });
  watcher.observe(box);
  return {
    destroy() {
      gone = true;
      watcher.disconnect();
      plot?.destroy();
    },
  };
}
