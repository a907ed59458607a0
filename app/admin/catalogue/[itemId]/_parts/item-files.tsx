'use client';

import { Download, Trash2, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { showToast } from '@/app/_ui/toasts';
import type { ItemFileKind } from '@/lib/kit/words';
import { ItemImage } from '../../_parts/item-image';
import { removeFileAction } from '../../actions';

interface ItemFilesProps {
  itemId: number;
  name: string;
  imageUrl: string | null;
  datasheetUrl: string | null;
  mayWrite: boolean;
}

/** The item's picture and datasheet, to look at, replace and remove. */
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

interface FileControlsProps {
  itemId: number;
  kind: ItemFileKind;
  has: boolean;
}

function FileControls({ itemId, kind, has }: FileControlsProps) {
  const t = useTranslations('admin-catalogue.files');
  const router = useRouter();
  const id = useId();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  const send = async (file: File) => {
    setSending(true);
    const answer = await upload({ itemId, kind, file }).catch(() => ({ message: t('failed') }));
    setSending(false);
    setProblem(answer.message);
    if (answer.message !== '') return;
    showToast({ title: t('saved'), tone: 'positive' });
    router.refresh();
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <input
          id={id}
          type="file"
          accept={accepted[kind]}
          aria-label={t(kind)}
          // The button beside it opens it, for the mouse and for the keyboard.
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void send(file);
          }}
        />
        <Button
          size="sm"
          pending={isSending}
          icon={<Upload aria-hidden />}
          aria-describedby={`${id}-hint`}
          onClick={() => document.getElementById(id)?.click()}
        >
          {isSending ? t('uploading') : t(has ? 'replace' : 'choose')}
        </Button>
        {has && (
          <Form action={removeFileAction} messageAt="none">
            <input type="hidden" name="itemId" value={itemId} />
            <input type="hidden" name="kind" value={kind} />
            <SubmitButton size="sm" variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
              {t('remove')}
            </SubmitButton>
          </Form>
        )}
      </div>
      <p id={`${id}-hint`} className="text-ink-muted text-xs">
        {t(`${kind}Hint`)}
      </p>
      <p role="status" className="text-danger-ink text-xs empty:hidden">
        {problem}
      </p>
    </>
  );
}

/** Answers with the sentence to show, empty when the file was saved. */
async function upload({
  itemId,
  kind,
  file,
}: {
  itemId: number;
  kind: ItemFileKind;
  file: File;
}): Promise<{ message: string }> {
  const response = await fetch(`/api/catalogue-files?item=${itemId}&kind=${kind}`, {
    method: 'POST',
    body: file,
  });
  if (response.ok) return { message: '' };
  return (await response.json()) as { message: string };
}
