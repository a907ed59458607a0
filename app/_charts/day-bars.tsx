import { cn } from '@/app/_ui/cn';

type DayBarsSeries = {
  id: string;
  name: string;
};

type DayBarsProps = {
  /** Text alternative: what the chart shows and its trend. */
  label: string;
  /** At most two, the first at the bottom; the second is hatched, so that it differs without colour too. */
  series: readonly DayBarsSeries[];
  /** One value per series, none negative, and the text of the tooltip. */
  days: readonly { id: string; name: string; values: readonly number[]; text: string }[];
  /** The largest day as text, for the scale. */
  top: string;
};

const looks = [
  'bg-chart-down',
  'bg-[repeating-linear-gradient(-45deg,var(--chart-cap)_0_2px,var(--surface-raised)_2px_3.5px)]',
] as const;

/** Stacked amounts per day, rendered on the server; the page has the same figures in a table. */
export function DayBars({ label, series, days, top }: DayBarsProps) {
  const largest = Math.max(1, ...days.map(({ values }) => sumOf(values)));
  const ends = [days.at(0), days.length > 2 ? days[days.length >> 1] : undefined, days.at(-1)];
  return (
    <figure aria-label={label} className="min-w-0">
      <p aria-hidden className="mb-1 text-ink-muted text-xs tabular-nums">
        {top}
      </p>
      <div
        role="img"
        aria-label={label}
        className="flex h-48 items-end gap-px border-line border-y sm:gap-0.5"
      >
        {days.map(({ id, values, text }) => (
          <div key={id} title={text} className="flex h-full min-w-0 flex-1 flex-col justify-end">
            {series
              .map((one, index) => (
                <div
                  key={one.id}
                  style={{ blockSize: `${(100 * (values[index] ?? 0)) / largest}%` }}
                  className={cn('w-full shrink-0', looks[index])}
                />
              ))
              .reverse()}
          </div>
        ))}
      </div>
      <div
        aria-hidden
        className="mt-1 flex justify-between gap-2 text-ink-muted text-xs tabular-nums"
      >
        {ends.map((day) => day && <span key={day.id}>{day.name}</span>)}
      </div>
      <figcaption className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5 text-ink-muted text-xs">
        {series.map(({ id, name }, index) => (
          <span key={id} className="inline-flex items-center gap-1.5">
            <span
              aria-hidden
              data-swatch
              className={cn('inline-block h-2.5 w-5 rounded-xs', looks[index])}
            />
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
