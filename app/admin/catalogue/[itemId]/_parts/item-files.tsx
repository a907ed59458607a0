'use client';

import { Download, Trash2, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { UploadButton } from '@/app/_forms/upload-button';
import { uploadFile } from '@/app/_forms/upload-file';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { showToast } from '@/app/_ui/toasts';
import type { ItemFileKind } from '@/lib/kit/words';
import { ItemImage } from '../../_view/item-image';
import { removeFileAction } from '../../actions';

type ItemFilesProps = {
  itemId: number;
  name: string;
  imageUrl: string | null;
  datasheetUrl: string | null;
  mayWrite: boolean;
};

/** The item's picture and datasheet, to view, replace and remove. */
export function ItemFiles({ itemId, name, imageUrl, datasheetUrl, mayWrite }: ItemFilesProps) {
  const t = useTranslations('admin-catalogue.files');
  const controls = (kind: ItemFileKind, has: boolean) =>
    mayWrite && <FileControls itemId={itemId} kind={kind} has={has} />;
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          <h3 className="font-medium">{t('image')}</h3>
          <ItemImage src={imageUrl} alt={t('alt', { name })} className="aspect-video w-full" />
          <p className="text-ink-muted text-xs">{t('imageUse')}</p>
          {controls('image', imageUrl !== null)}
        </div>
        <div className="flex flex-col gap-2 border-line border-t pt-4">
          <h3 className="font-medium">{t('datasheet')}</h3>
          {datasheetUrl === null ? (
            <p className="text-ink-muted">{t('none')}</p>
          ) : (
            <LinkButton
              href={datasheetUrl}
              prefetch={false}
              download
              icon={<Download aria-hidden />}
            >
              {t('open')}
            </LinkButton>
          )}
          <p className="text-ink-muted text-xs">{t('datasheetUse')}</p>
          {controls('datasheet', datasheetUrl !== null)}
        </div>
      </div>
    </Card>
  );
}

const accepted = {
  image: 'image/png,image/jpeg,image/webp',
  datasheet: 'application/pdf',
} as const;

type FileControlsProps = {
  itemId: number;
  kind: ItemFileKind;
  has: boolean;
};

function FileControls({ itemId, kind, has }: FileControlsProps) {
  const t = useTranslations('admin-catalogue.files');
  const router = useRouter();
  return (
    <UploadButton
      label={t(has ? 'replace' : 'choose')}
      busyLabel={t('uploading')}
      icon={<Upload aria-hidden />}
      inputLabel={t(kind)}
      accept={accepted[kind]}
      hint={t(`${kind}Hint`)}
      failed={t('failed')}
      send={(file) => uploadFile(`/api/catalogue-files?item=${itemId}&kind=${kind}`, file)}
      onSaved={() => {
        showToast({ title: t('saved'), tone: 'positive' });
        router.refresh();
      }}
    >
      {has && (
        <Form action={removeFileAction} messageAt="none">
          <input type="hidden" name="itemId" value={itemId} />
          <input type="hidden" name="kind" value={kind} />
          <SubmitButton size="sm" variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
            {t('remove')}
          </SubmitButton>
        </Form>
      )}
    </UploadButton>
  );
}
