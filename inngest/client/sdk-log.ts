import type { Logger } from 'inngest';
import { log } from '@/lib/kit/log';

/** The SDK passes fields and text to loggers in either order; ours wants fields first. */
function forward(level: 'debug' | 'info' | 'warn' | 'error') {
  return (...parts: unknown[]) => {
    const fields = parts.find((part) => typeof part === 'object' && part !== null) ?? {};
    const text = parts.filter((part) => typeof part === 'string').join(' ');
    log[level]({ ...fields }, `inngest: ${text}`);
  };
}

export const sdkLog: Logger = {
  debug: forward('debug'),
  info: forward('debug'),
  warn: forward('warn'),
  error: forward('error'),
};
