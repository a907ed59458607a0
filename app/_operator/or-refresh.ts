import 'server-only';
import { refresh } from 'next/cache';
import { DomainError } from '@/lib/kit/errors';

/** Runs a command in an action; if what the page showed no longer holds, refreshes the page beside the refusal. */
export async function orRefresh<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') refresh();
    throw error;
  }
}
