import { Package } from 'lucide-react';
import { cn } from '@/app/_ui/cn';

type ItemImageProps = {
  src: string | null;
  /** Empty beside the item's name, which says the same. */
  alt: string;
  className?: string;
};

/** The item's picture, or a placeholder. */
export function ItemImage({ src, alt, className }: ItemImageProps) {
  if (src === null) {
    return (
      <span
        aria-hidden
        className={cn(
          'flex items-center justify-center rounded-md bg-surface-sunken text-ink-muted',
          className,
        )}
      >
        <Package className="size-4.5" />
      </span>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: the optimiser fetches without the reader's session, and the file is already small.
    <img
      src={src}
      alt={alt}
      loading="lazy"
      decoding="async"
      className={cn('rounded-md bg-surface-sunken object-cover', className)}
    />
  );
}
