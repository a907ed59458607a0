import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Meter } from '@/app/_ui/meter';
import type { Renewal } from '@/lib/screens/portal/renewals';
import type { DataBucket, DataLeft } from '@/lib/screens/shared/usage';
import { getWords, type Words } from '../../../_parts/words';
import { noDataText } from '../../../_view/no-data-text';

type BucketsProps = {
  data: DataLeft;
  renewal: Renewal;
  /** Data and paid time are frozen: nothing is used and nothing expires. */
  standsStill: boolean;
};

/** The data allocations in force, in order of use. */
export async function Buckets({ data, renewal, standsStill }: BucketsProps) {
  const words = await getWords();
  const { t } = words;
  if (data.buckets.length === 0) {
    const text = noDataText(words, renewal);
    return (
      <Card title={t('buckets.title')}>
        <EmptyState headingLevel={3} title={t('buckets.noneTitle')} className="py-4">
          {text ?? undefined}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title={t('buckets.title')} description={t('buckets.text')}>
      <ol className="flex flex-col gap-4">
        {data.buckets.map((bucket, index) => (
          <li key={bucket.allocationId}>
            <Bucket {...{ words, bucket, standsStill }} isFirst={index === 0} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

type BucketProps = {
  words: Words;
  bucket: DataBucket;
  standsStill: boolean;
  isFirst: boolean;
};

function Bucket({ words: { t, f }, bucket, standsStill, isFirst }: BucketProps) {
  const { grantedBytes, leftBytes, expiresAt, packName, source } = bucket;
  const { used: left, total } = f.bytesOf(leftBytes, grantedBytes);
  const expiry = standsStill
    ? t('buckets.kept')
    : t('buckets.expires', { time: f.dateTime(expiresAt) });
  return (
    <Meter
      label={packName ?? t(`buckets.source.${source}`)}
      value={t('data.leftOf', { left, total })}
      ratio={grantedBytes === 0n ? 0 : Number((leftBytes * 1000n) / grantedBytes) / 1000}
      tone={isFirst ? 'accent' : 'info'}
      caption={isFirst && !standsStill ? `${t('buckets.first')} ${expiry}` : expiry}
    />
  );
}
