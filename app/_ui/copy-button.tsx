'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from './icon-button';
import { showToast } from './toasts';

const SHOWN_MS = 2000;

/** Copies a text to the clipboard. `label` names it: "Copy reference". */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations('ui.copy');
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      // Refused by the browser, or not a secure page: the person can still select the text.
      showToast({ title: t('failed'), tone: 'danger' });
    }
  }

  return (
    <>
      <IconButton
        label={label ?? t('label')}
        icon={copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        onClick={() => void copy()}
        className="size-7"
      />
      <span role="status" className="sr-only">
        {copied && t('done')}
      </span>
    </>
  );
}
