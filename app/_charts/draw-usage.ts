import type uPlot from 'uplot';
import {
  lastMeasured,
  pointsOf,
  type UsagePoint,
  type UsageSeries,
  type UsageView,
} from './usage-series';

export type UsageDrawing = {
  series: UsageSeries;
  view: UsageView;
  /** Limit in bytes, drawn as a horizontal line. Only in the cumulative view. */
  capBytes: number | undefined;
  /** Projected bytes at the last step, drawn as a dashed line. Only in the cumulative view. */
  projectedBytes: number | undefined;
  formatValue: (bytes: number) => string;
  formatStep: (index: number) => string;
  onCursor: (index: number | null) => void;
};

type Palette = {
  down: string;
  up: string;
  grid: string;
  cap: string;
  text: string;
  hatch: CanvasPattern | string;
};

/** Pixels between the box and the plot area: the axis at the start, padding at the end. */
export const plotInset = { start: 62, end: 8 };

const dash = [6, 5];
const BAR_GAP_RATIO = 0.28;

/** Options of the plot. X is the step's index, so that clock changes do not distort the axis. */
export function usageOptions(
  drawing: UsageDrawing,
  size: { width: number; height: number },
): uPlot.Options {
  const steps = drawing.series.starts.length;
  const points = pointsOf(drawing.series, drawing.view);
  const palette = paletteOf(document.documentElement);
  const top = topOf(points, drawing);
  const axis = { stroke: palette.text, font: '11px Inter, sans-serif', ticks: { show: false } };
  return {
    ...size,
    padding: [12, plotInset.end, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: [-0.5, steps - 0.5] }, y: { range: [0, top] } },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [
      {
        ...axis,
        size: 26,
        gap: 6,
        grid: { show: false },
        splits: () => tickSteps(steps, size.width),
        values: (_plot, splits) => splits.map((index) => drawing.formatStep(index)),
      },
      {
        ...axis,
        size: plotInset.start,
        grid: { stroke: palette.grid, width: 1 },
        space: 44,
        values: (_plot, splits) => splits.map((value) => drawing.formatValue(value)),
      },
    ],
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    hooks: {
      draw: [(plot) => draw(plot, { points, drawing, palette })],
      setCursor: [(plot) => drawing.onCursor(plot.cursor.idx ?? null)],
    },
  };
}

/** Data in the plot's format; the plot only scales it and finds the step under the pointer. */
export function usageData(drawing: UsageDrawing): uPlot.AlignedData {
  const points = pointsOf(drawing.series, drawing.view);
  return [points.map((_, index) => index), points.map((point) => point?.total ?? null)];
}

function topOf(points: readonly (UsagePoint | null)[], drawing: UsageDrawing): number {
  const drawn = points.map((point) => point?.total ?? 0);
  const lines = drawing.view === 'cumulative' ? [drawing.capBytes, drawing.projectedBytes] : [];
  const highest = Math.max(...drawn, ...lines.map((value) => value ?? 0));
  return highest === 0 ? 1 : highest * 1.08;
}

const TICK_WIDTH = 72;

function tickSteps(steps: number, width: number): number[] {
  const every = Math.max(1, Math.ceil(steps / Math.max(2, Math.floor(width / TICK_WIDTH))));
  return Array.from({ length: Math.ceil(steps / every) }, (_, index) => index * every);
}

function paletteOf(root: HTMLElement): Palette {
  const style = getComputedStyle(root);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const up = read('--chart-up');
  return {
    down: read('--chart-down'),
    up,
    grid: read('--chart-grid'),
    cap: read('--chart-cap'),
    text: read('--ink-muted'),
    hatch: hatchOf(up, read('--surface-raised')),
  };
}

/** Upload differs from download by stripes, not only by colour. */
function hatchOf(colour: string, background: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const side = 8;
  tile.width = side;
  tile.height = side;
  const context = tile.getContext('2d');
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = background;
  context.lineWidth = 2;
  context.beginPath();
  for (const offset of [-side, 0, side]) {
    context.moveTo(offset, side);
    context.lineTo(offset + side, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

type Scene = {
  points: readonly (UsagePoint | null)[];
  drawing: UsageDrawing;
  palette: Palette;
};

function draw(plot: uPlot, scene: Scene): void {
  const { ctx } = plot;
  ctx.save();
  if (scene.drawing.view === 'bars') drawBars(plot, scene);
  else drawCumulative(plot, scene);
  ctx.restore();
}

function drawBars(plot: uPlot, { points, palette }: Scene): void {
  const { ctx } = plot;
  const stepWidth = plot.bbox.width / points.length;
  const width = Math.max(1, stepWidth * (1 - BAR_GAP_RATIO));
  const base = plot.valToPos(0, 'y', true);
  const corner = Math.min(4 * devicePixelRatio, width / 3);
  points.forEach((point, index) => {
    if (!point) return;
    const left = plot.valToPos(index, 'x', true) - width / 2;
    const middle = plot.valToPos(point.down, 'y', true);
    const top = plot.valToPos(point.total, 'y', true);
    ctx.fillStyle = palette.hatch;
    ctx.beginPath();
    ctx.roundRect(left, top, width, middle - top, [corner, corner, 0, 0]);
    ctx.fill();
    ctx.fillStyle = palette.down;
    ctx.beginPath();
    ctx.roundRect(
      left,
      middle,
      width,
      base - middle,
      point.total === point.down ? [corner, corner, 0, 0] : 0,
    );
    ctx.fill();
  });
}

function drawCumulative(plot: uPlot, scene: Scene): void {
  const { points, palette, drawing } = scene;
  for (const run of runsOf(points)) {
    fillBetween(plot, run, { from: () => 0, to: (point) => point.down, fill: palette.down });
    fillBetween(plot, run, {
      from: (point) => point.down,
      to: (point) => point.total,
      fill: palette.hatch,
    });
  }
  if (drawing.capBytes !== undefined) {
    line(plot, {
      from: [-0.5, drawing.capBytes],
      to: [points.length - 0.5, drawing.capBytes],
      colour: palette.cap,
    });
  }
  const last = lastMeasured(drawing.series);
  const reached = points[last]?.total;
  if (drawing.projectedBytes !== undefined && reached !== undefined) {
    line(plot, {
      from: [last, reached],
      to: [points.length - 1, drawing.projectedBytes],
      colour: palette.text,
      dashed: true,
    });
  }
}

type Run = { index: number; point: UsagePoint }[];

/** Contiguous runs of measured steps. */
function runsOf(points: readonly (UsagePoint | null)[]): Run[] {
  const runs: Run[] = [];
  let run: Run = [];
  points.forEach((point, index) => {
    if (point) run.push({ index, point });
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  });
  return run.length > 0 ? [...runs, run] : runs;
}

type Band = {
  from: (point: UsagePoint) => number;
  to: (point: UsagePoint) => number;
  fill: CanvasPattern | string;
};

function fillBetween(plot: uPlot, run: Run, { from, to, fill }: Band): void {
  const { ctx } = plot;
  const x = (index: number) => plot.valToPos(index, 'x', true);
  // Half a step to each side, so that a single value between two gaps is still visible.
  const edges = [
    ...run.slice(0, 1).map((entry) => ({ ...entry, index: entry.index - 0.5 })),
    ...run,
    ...run.slice(-1).map((entry) => ({ ...entry, index: entry.index + 0.5 })),
  ];
  ctx.fillStyle = fill;
  ctx.beginPath();
  for (const { index, point } of edges) ctx.lineTo(x(index), plot.valToPos(to(point), 'y', true));
  for (const { index, point } of edges.toReversed()) {
    ctx.lineTo(x(index), plot.valToPos(from(point), 'y', true));
  }
  ctx.closePath();
  ctx.fill();
}

type Line = {
  from: readonly [number, number];
  to: readonly [number, number];
  colour: string;
  dashed?: boolean;
};

function line(plot: uPlot, { from, to, colour, dashed = false }: Line): void {
  const { ctx } = plot;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash(dashed ? dash.map((length) => length * devicePixelRatio) : []);
  ctx.beginPath();
  ctx.moveTo(plot.valToPos(from[0], 'x', true), plot.valToPos(from[1], 'y', true));
  ctx.lineTo(plot.valToPos(to[0], 'x', true), plot.valToPos(to[1], 'y', true));
  ctx.stroke();
}
