type Signals = Pick<
  NodeJS.Process,
  'rawListeners' | 'removeAllListeners' | 'once' | 'emit' | 'on'
> & { kill: (pid: number, signal: NodeJS.Signals) => unknown; pid: number };

/**
 * Lets `stop` finish before other listeners of the signal end the process: Next exits as soon as no request is open,
 * and a running step is not a request. A second signal ends the process at once.
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
