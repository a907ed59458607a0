import { ChevronDown, FileText } from 'lucide-react';
import { cn } from '@/app/_ui/cn';
import type { Offer } from '@/lib/screens/portal/plans';
import { getWords } from './words';

type OfferImageProps = {
  src: string;
  className: string;
};

/** The item's picture; decorative, because its name is beside it. */
export function OfferImage({ src, className }: OfferImageProps) {
  return (
    // biome-ignore lint/performance/noImgElement: the optimiser fetches without the reader's session, and the file is already small.
    <img
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      className={cn('rounded-md bg-surface-sunken object-cover', className)}
    />
  );
}

type OfferDetailsProps = {
  offer: Pick<Offer, 'name' | 'specification' | 'specificationText' | 'datasheetUrl'>;
  isOpen?: boolean;
};

/** An item's details, collapsed by default. Renders nothing when there are none. */
export async function OfferDetails({ offer, isOpen = false }: OfferDetailsProps) {
  const { name, specification, specificationText, datasheetUrl } = offer;
  const { t } = await getWords();
  return (
    <div className="flex flex-col items-start gap-2 empty:hidden">
      {(specification.length > 0 || specificationText !== '') && (
        <details open={isOpen} className="group w-full">
          <summary className="flex min-h-8 w-fit cursor-pointer list-none items-center gap-1 rounded-sm font-medium text-accent-ink [&::-webkit-details-marker]:hidden">
            {t('plans.specification')}
            <ChevronDown aria-hidden className="size-4 group-open:rotate-180" />
          </summary>
          <dl className="mt-2 flex flex-col divide-y divide-line empty:hidden">
            {specification.map(({ label, value }) => (
              <div key={`${label} ${value}`} className="flex justify-between gap-4 py-1.5">
                <dt className="min-w-0 text-ink-muted [overflow-wrap:anywhere]">{label}</dt>
                <dd className="min-w-0 text-end [overflow-wrap:anywhere]">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-2 whitespace-pre-line text-pretty [overflow-wrap:anywhere] empty:hidden">
            {specificationText}
          </p>
        </details>
      )}
      {datasheetUrl !== null && <DatasheetLink {...{ name }} href={datasheetUrl} />}
    </div>
  );
}

export async function DatasheetLink({ name, href }: { name: string; href: string }) {
  const { t } = await getWords();
  return (
    <a
      href={href}
      download
      aria-label={t('plans.datasheetOf', { plan: name })}
      className="inline-flex min-h-8 items-center gap-1.5 rounded-sm font-medium text-accent-ink underline-offset-4 hover:underline"
    >
      <FileText aria-hidden className="size-4 shrink-0" />
      {t('plans.datasheet')}
    </a>
  );
}
