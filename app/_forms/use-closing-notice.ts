'use client';

import { useEffect, useRef } from 'react';
import { showToast } from '@/app/_ui/toasts';
import { closingNotice } from './closing-notice';
import type { FormAction, FormState } from './form-state';

/**
 * Watches an open dialog: if a refresh of the page removes it, a toast says what happened. Returns the action to give
 * to its form, so that an answer which arrives with that refresh is not lost.
 */
export function useClosingNotice({
  isOpen,
  gone,
  action,
}: {
  isOpen: boolean;
  gone: string;
  action: FormAction;
}): FormAction {
  const answer = useRef<FormState | null>(null);
  const sentence = useRef(gone);
  useEffect(() => {
    sentence.current = gone;
  }, [gone]);
  // The clean-up also runs when the dialog is closed, so it waits to see whether the whole component is gone.
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    answer.current = null;
    const { pathname } = window.location;
    return () => {
      queueMicrotask(() => {
        if (isMounted.current) return;
        const hasLeft = window.location.pathname !== pathname;
        const notice = closingNotice({ answer: answer.current, hasLeft, gone: sentence.current });
        if (notice) showToast(notice);
      });
    };
  }, [isOpen]);
  return async (previous, form) => {
    const next = await action(previous, form);
    answer.current = next;
    return next;
  };
}
