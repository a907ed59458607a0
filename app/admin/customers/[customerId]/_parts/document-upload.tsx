'use client';

import { Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { UploadButton } from '@/app/_forms/upload-button';
import { uploadFile } from '@/app/_forms/upload-file';
import { showToast } from '@/app/_ui/toasts';

type DocumentUploadProps = {
  customerId: number;
  disabledReason: string | undefined;
};

/** Uploads a file, hidden from the customer at first; making it visible is a second, deliberate step. */
export function DocumentUpload({ customerId, disabledReason }: DocumentUploadProps) {
  const t = useTranslations('admin-customers.documents');
  const router = useRouter();
  return (
    <UploadButton
      label={t('add')}
      busyLabel={t('adding')}
      icon={<Upload aria-hidden />}
      accept="application/pdf,image/png,image/jpeg,image/webp"
      failed={t('failed')}
      disabledReason={disabledReason}
      send={(file) => {
        const target = new URLSearchParams({ customer: String(customerId), file: file.name });
        return uploadFile(`/api/customer-documents?${target.toString()}`, file);
      }}
      onSaved={() => {
        showToast({ title: t('added'), tone: 'positive' });
        router.refresh();
      }}
    />
  );
}
