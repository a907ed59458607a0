'use client';

import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/app/_ui/button';

export type UploadButtonProps = {
  label: string;
  busyLabel: string;
  icon?: ReactNode;
  /** Accessible name of the file input, where the button's label does not name the file's purpose. */
  inputLabel?: string;
  /** As in the `accept` attribute; the server checks the content itself. */
  accept: string;
  hint?: ReactNode;
  /** Message when the connection fails. */
  failed: string;
  disabledReason?: string | undefined;
  /** Uploads the file and returns the message to show, empty on success. */
  send: (file: File) => Promise<string>;
  onSaved: () => void;
  /** Further controls beside the button. */
  children?: ReactNode;
};

/** A button that chooses a file and uploads it at once, showing a refusal beside it. */
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
        // Opened by the button beside it, for both mouse and keyboard.
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
