/** Traffic in equal steps (hours, days or months) in the operator's zone. Serialisable for the browser. */
export type UsageSeries = {
  /** Start of each step, Unix seconds UTC, ascending and without missing steps. */
  starts: readonly number[];
  /** Bytes per step; `null` where nothing was measured. */
  down: readonly (number | null)[];
  up: readonly (number | null)[];
};

export type UsageStep = 'hour' | 'day' | 'month';

/** `bars`: each step separately. `cumulative`: used since the start of the range, for comparison with a limit. */
export type UsageView = 'bars' | 'cumulative';

/** One point of the chart: lower part, total, or nothing. */
export type UsagePoint = {
  down: number;
  total: number;
};

/** The point drawn at each step. */
export function pointsOf(series: UsageSeries, view: UsageView): (UsagePoint | null)[] {
  const lastKnown = lastMeasured(series);
  let down = 0;
  let total = 0;
  return series.starts.map((_, index) => {
    const step = stepAt(series, index);
    if (view === 'bars') return step;
    down += step?.down ?? 0;
    total += step?.total ?? 0;
    // Within the range a gap adds nothing and interrupts the line; everything after the last value is the future.
    return step === null || index > lastKnown ? null : { down, total };
  });
}

function stepAt(series: UsageSeries, index: number): UsagePoint | null {
  const down = series.down[index] ?? null;
  const up = series.up[index] ?? null;
  return down === null && up === null ? null : { down: down ?? 0, total: (down ?? 0) + (up ?? 0) };
}

/** Index of the last step with a value, or -1. */
export function lastMeasured(series: UsageSeries): number {
  return series.starts.findLastIndex((_, index) => stepAt(series, index) !== null);
}

export type UsageSummary = {
  down: number;
  up: number;
  total: number;
  /** Steps without a value before the last one with a value. */
  gaps: number;
  /** The step with the most traffic. */
  peak: { index: number; total: number } | undefined;
};

/** Figures for the summary in words. */
export function summaryOf(series: UsageSeries): UsageSummary {
  const lastKnown = lastMeasured(series);
  const summary: UsageSummary = { down: 0, up: 0, total: 0, gaps: 0, peak: undefined };
  for (let index = 0; index <= lastKnown; index += 1) {
    const step = stepAt(series, index);
    if (step === null) {
      summary.gaps += 1;
      continue;
    }
    summary.down += step.down;
    summary.up += step.total - step.down;
    summary.total += step.total;
    if (step.total > (summary.peak?.total ?? 0)) summary.peak = { index, total: step.total };
  }
  return summary;
}
