import type { Formats } from '@/lib/kit/format';
import type { Money as MoneyValue } from '@/lib/kit/money';
import { cn } from './cn';

type MoneyProps = {
  f: Formats;
  /** Minor units of the operator's currency, or a Money. */
  amount: bigint | MoneyValue;
  /** Shows + and −, and colours positive amounts. */
  signed?: boolean;
  className?: string;
};

/** An amount in tabular figures. */
export function Money({ f, amount, signed = false, className }: MoneyProps) {
  const minor = typeof amount === 'bigint' ? amount : amount.minor;
  return (
    <span
      className={cn(
        'whitespace-nowrap tabular-nums',
        signed && minor > 0n && 'text-positive-ink',
        className,
      )}
    >
      {signed ? f.moneySigned(amount) : f.money(amount)}
    </span>
  );
}

type BytesProps = {
  f: Formats;
  /** Bytes; 1 GB is 10^9. */
  value: bigint | number;
  className?: string;
};

/** An amount of data; the exact number of bytes is in the tooltip. */
export function Bytes({ f, value, className }: BytesProps) {
  return (
    <data
      value={value.toString()}
      title={`${f.count(value)} B`}
      className={cn('whitespace-nowrap tabular-nums', className)}
    >
      {f.bytes(value)}
    </data>
  );
}

type DateTimeProps = {
  f: Formats;
  value: Date;
  /** Defaults to `dateTime`. */
  show?: 'date' | 'dateShort' | 'dateTime' | 'time' | 'timeExact' | 'relative';
  /** The moment relative times refer to; defaults to the time of rendering on the server. */
  now?: Date;
  className?: string;
};

/** An instant in the operator's zone; the tooltip shows the other format. */
export function DateTime({
  f,
  value,
  show = 'dateTime',
  now = new Date(),
  className,
}: DateTimeProps) {
  const relative = f.relative(value, now);
  return (
    <time
      dateTime={value.toISOString()}
      title={show === 'relative' ? f.dateTime(value) : `${f.dateTime(value)} (${relative})`}
      className={cn('whitespace-nowrap tabular-nums', className)}
    >
      {show === 'relative' ? relative : f[show](value)}
    </time>
  );
}
