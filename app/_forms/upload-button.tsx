'use client';

import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/app/_ui/button';

export type UploadButtonProps = {
  label: string;
  busyLabel: string;
  icon?: ReactNode;
  /** Name of the file input, where the button's label does not say what the file is for. */
  inputLabel?: string;
  /** As the `accept` attribute; the server checks the content itself. */
  accept: string;
  hint?: ReactNode;
  /** The sentence for a connection that broke. */
  failed: string;
  disabledReason?: string | undefined;
  /** Sends the file; answers with the sentence to show, empty when it was saved. */
  send: (file: File) => Promise<string>;
  onSaved: () => void;
  /** Further controls beside the button. */
  children?: ReactNode;
};

/** One button that chooses a file and sends it at once, with its refusal beside it. */
export function UploadButton(props: UploadButtonProps) {
  const { label, busyLabel, icon, accept, hint, failed, disabledReason } = props;
  const id = useId();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  const send = async (file: File) => {
    setSending(true);
    const answer = await props.send(file).catch(() => failed);
    setSending(false);
    setProblem(answer);
    if (answer === '') props.onSaved();
  };
  return (
    <>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-label={props.inputLabel ?? label}
        // The button beside it opens it, for the mouse and for the keyboard.
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void send(file);
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          pending={isSending}
          icon={icon}
          disabledReason={disabledReason}
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
          onClick={() => document.getElementById(id)?.click()}
        >
          {isSending ? busyLabel : label}
        </Button>
        {props.children}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-ink-muted text-xs">
          {hint}
        </p>
      )}
      <p role="status" className="text-danger-ink text-xs empty:hidden">
        {problem}
      </p>
    </>
  );
}
