type Signals = Pick<
  NodeJS.Process,
  'rawListeners' | 'removeAllListeners' | 'once' | 'emit' | 'on'
> & { kill: (pid: number, signal: NodeJS.Signals) => unknown; pid: number };

/**
 * Lets `stop` come through before whoever else listens to the signal ends the process: Next does so as
 * soon as no request is open, and a step under way is no request. A second signal ends it at once.
 */
export function stopFirst(
  source: Signals,
  signal: NodeJS.Signals,
  stop: () => Promise<void>,
): void {
  const others = source.rawListeners(signal);
  source.removeAllListeners(signal);
  source.once(signal, () => {
    void stop().finally(() => {
      for (const listener of others) source.on(signal, listener as NodeJS.SignalsListener);
      if (others.length > 0) source.emit(signal, signal);
      else source.kill(source.pid, signal);
    });
  });
}
