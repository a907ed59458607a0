'use client';

import { useEffect, useRef } from 'react';
import { showToast } from '@/app/_ui/toasts';
import { closingNoticeOf } from './closing-notice';
import type { FormAction, FormState } from './form-state';

/**
 * Watches an open dialog that a refresh of the page may remove. Returns the action to give to its form, so that an answer
 * which arrives with that refresh, or after it, is not lost.
 */
export function useClosingNotice({
  isOpen,
  onEnded,
  action,
}: {
  isOpen: boolean;
  /** Called if the dialog is removed although nothing was submitted. */
  onEnded: () => void;
  action: FormAction;
}): FormAction {
  const isSent = useRef(false);
  const answer = useRef<FormState | null>(null);
  const whenEnded = useRef(onEnded);
  useEffect(() => {
    whenEnded.current = onEnded;
  });
  // The clean-up also runs when the dialog is closed, so it waits to see whether the whole component is gone.
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const openedAt = useRef('');
  const tell = () => {
    const hasLeft = window.location.pathname !== openedAt.current;
    const closing = closingNoticeOf({ isSent: isSent.current, answer: answer.current, hasLeft });
    if (closing.kind === 'ended') whenEnded.current();
    if (closing.kind === 'told') showToast(closing.notice);
  };
  const told = useRef(tell);
  useEffect(() => {
    if (!isOpen) return;
    isSent.current = false;
    answer.current = null;
    openedAt.current = window.location.pathname;
    return () => {
      queueMicrotask(() => {
        if (!isMounted.current) told.current();
      });
    };
  }, [isOpen]);
  return async (previous, form) => {
    isSent.current = true;
    const next = await action(previous, form);
    answer.current = next;
    if (!isMounted.current) told.current();
    return next;
  };
}
