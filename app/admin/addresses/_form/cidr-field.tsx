'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import {
  formatBlock,
  formatSpan,
  type ParsedBlock,
  parseBlock,
  sizeOf,
  usableSpan,
} from '@/lib/network/rules';

/** A network in CIDR notation: shows its range while typing, and suggests a correction when host bits are set. */
export function CidrField({ defaultValue }: { defaultValue?: string | undefined }) {
  const t = useTranslations('admin-addresses.form');
  const field = namedFields(t);
  const input = useRef<HTMLInputElement>(null);
  const [parsed, setParsed] = useState<ParsedBlock>(() => parseBlock(defaultValue ?? ''));

  function correct(text: string) {
    if (input.current) input.current.value = text;
    setParsed(parseBlock(text));
    input.current?.focus();
  }

  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        ref={input}
        {...field('cidr')}
        defaultValue={defaultValue}
        onChange={(event) => setParsed(parseBlock(event.target.value))}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <div role="status" className="min-h-6 text-xs">
        <CidrFacts parsed={parsed} onCorrect={correct} />
      </div>
    </div>
  );
}

type CidrFactsProps = {
  parsed: ParsedBlock;
  onCorrect: (text: string) => void;
};

function CidrFacts({ parsed, onCorrect }: CidrFactsProps) {
  const t = useTranslations('admin-addresses.form');
  if (parsed.kind === 'malformed') return null;
  const { block } = parsed;
  if (parsed.kind === 'host-bits') {
    const corrected = formatBlock(block);
    return (
      <span className="flex flex-wrap items-center gap-2 text-warning-ink">
        {t('cidrWrong')}
        <Button size="sm" onClick={() => onCorrect(corrected)}>
          {t('cidrFix', { corrected })}
        </Button>
      </span>
    );
  }
  const usable = usableSpan(block);
  return (
    <span className="text-ink-muted">
      {t('cidrFacts', {
        usable: sizeOf(usable).toLocaleString(),
        range: formatSpan(block.family, usable),
      })}
    </span>
  );
}
