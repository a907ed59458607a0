import { cn } from '@/app/_ui/cn';
import { strokeTone, type Tone } from '@/app/_ui/tone';

export type SparkProps = {
  /** Oldest first; `null` where nothing was measured. */
  values: readonly (number | null)[];
  /** Text alternative: what the chart shows and its trend. */
  label: string;
  tone?: Tone;
  className?: string;
};

const WIDTH = 100;
const HEIGHT = 28;

function heightsOf(values: readonly (number | null)[]): (number | null)[] {
  const top = Math.max(1, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? null : HEIGHT - 2 - (value / top) * (HEIGHT - 4)));
}

/** A line without axes that shows a trend. */
export function Sparkline({ values, label, tone = 'accent', className }: SparkProps) {
  const stepWidth = WIDTH / Math.max(1, values.length - 1);
  let isDrawing = false;
  const path = heightsOf(values)
    .map((y, index) => {
      const command = isDrawing ? 'L' : 'M';
      isDrawing = y !== null;
      return y === null ? '' : `${command}${(index * stepWidth).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn('h-7 w-full', strokeTone[tone], className)}
    >
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** Small bars without axes, for amounts per step. */
export function Bars({ values, label, tone = 'accent', className }: SparkProps) {
  const stepWidth = WIDTH / Math.max(1, values.length);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn('h-7 w-full', strokeTone[tone], className)}
    >
      {heightsOf(values).map((y, index) =>
        y === null ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is identified by its position.
            key={index}
            x={index * stepWidth + stepWidth * 0.14}
            y={y}
            width={stepWidth * 0.72}
            height={HEIGHT - y}
            fill="currentColor"
          />
        ),
      )}
    </svg>
  );
}
