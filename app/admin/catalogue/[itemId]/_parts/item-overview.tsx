import { SimpleTable } from '@/app/_tables/simple-table';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Bytes, Money } from '@/app/_ui/values';
import { neverEnds } from '@/lib/catalog/rules/plan-end';
import type { Formats } from '@/lib/kit/format';
import type { ItemDetail } from '@/lib/screens/admin/catalogue-item';
import type { CatalogueWords } from '../../_view/item-words';
import { planFacts, priceFacts } from '../_view/term-facts';
import { ItemFiles } from './item-files';

type ItemOverviewProps = {
  item: ItemDetail;
  t: CatalogueWords;
  f: Formats;
  mayWrite: boolean;
};

/** The item as currently sold. */
export function ItemOverview({ item, t, f, mayWrite }: ItemOverviewProps) {
  const { terms } = item;
  const isPlan = item.kind === 'internet';
  const isUnsold = neverEnds({ kind: item.kind, intervalCount: terms.intervalCount });
  return (
    <div className="grid gap-5 lg:grid-cols-3">
      <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
        {isUnsold && (
          <Callout tone="warning" title={t('item.neverEnds')}>
            {t('item.neverEndsText')}
          </Callout>
        )}
        <Card title={t('item.terms')}>
          {terms.description !== '' && <p className="mb-4 max-w-prose">{terms.description}</p>}
          <KeyValueList
            layout="facts"
            items={[...priceFacts(terms, { t, f }), ...(isPlan ? planFacts(terms, { t, f }) : [])]}
          />
        </Card>
        <Card title={t('item.specification')}>
          {terms.specification.length === 0 && terms.specificationText === '' ? (
            <p className="text-ink-muted">{t('item.noSpecification')}</p>
          ) : (
            <>
              <KeyValueList
                items={terms.specification.map(({ label, value }) => ({
                  id: label,
                  label,
                  value,
                }))}
              />
              {terms.specificationText !== '' && (
                <p className="mt-3 whitespace-pre-line">{terms.specificationText}</p>
              )}
            </>
          )}
        </Card>
        {isPlan && <Packs item={item} t={t} f={f} />}
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <ItemFiles
          itemId={item.itemId}
          name={item.name}
          imageUrl={item.imageUrl}
          datasheetUrl={item.datasheetUrl}
          mayWrite={mayWrite}
        />
        <Audience item={item} t={t} />
      </div>
    </div>
  );
}

function Packs({ item, t, f }: Pick<ItemOverviewProps, 'item' | 't' | 'f'>) {
  return (
    <Card title={t('item.packs')} flush={item.packs.length > 0}>
      {item.packs.length === 0 ? (
        <p className="text-ink-muted">{t('item.noPacks')}</p>
      ) : (
        <SimpleTable
          label={t('item.packs')}
          rows={item.packs}
          rowId={(pack) => pack.packId.toString()}
          columns={[
            { id: 'name', header: t('column.name'), role: 'title', cell: (pack) => pack.name },
            {
              id: 'data',
              header: t('item.packData'),
              align: 'end',
              cell: (pack) => <Bytes f={f} value={pack.dataBytes} />,
            },
            {
              id: 'valid',
              header: t('item.packDays'),
              cell: (pack) =>
                pack.validDays === null
                  ? t('item.packToEnd')
                  : t('item.packDaysValue', { count: pack.validDays }),
            },
            {
              id: 'price',
              header: t('item.packPrice'),
              align: 'end',
              cell: (pack) => <Money f={f} amount={pack.priceMinor} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

function Audience({ item, t }: Pick<ItemOverviewProps, 'item' | 't'>) {
  const who = [
    ...item.labels.map((label) => t('item.labelOf', { label })),
    ...item.customers.map(({ name }) => name),
  ];
  const listed = (names: readonly string[], otherwise: string) =>
    names.length === 0 ? otherwise : names.join(', ');
  return (
    <Card title={t('item.audience')}>
      <KeyValueList
        items={[
          { id: 'who', label: t('item.who'), value: listed(who, t('item.everyone')) },
          {
            id: 'where',
            label: t('item.where'),
            value: listed(
              item.sites.map(({ name }) => name),
              t('item.everywhere'),
            ),
          },
          ...(item.kind === 'internet'
            ? [
                {
                  id: 'targets',
                  label: t('item.targets'),
                  value: listed(
                    item.targets.map(({ name }) => name),
                    t('item.anyPlan'),
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
