import { z } from 'zod';
import { subscribe } from './subscribe';

/** Data of one customer changed, or of so many that every open page should refresh. */
export type LiveSignal = { customerId: number | null; names: string[] };
type Listener = (signal: LiveSignal) => void;

const Payload = z.union([
  z.object({ all: z.literal(true) }),
  z.object({ customerId: z.number(), names: z.array(z.string()) }),
]);

type Hub = { listeners: Set<Listener>; isListening: boolean };

/** On globalThis: however many bundles load this module, the process has one listening connection. */
const holder = globalThis as typeof globalThis & { netpurseLive?: Hub };

/**
 * Calls the listener after every committed change that concerns a customer. A signal is a hint to read again, never
 * data: it can arrive twice, and it is lost while the connection is down.
 */
export function watchLive(listener: Listener): () => void {
  holder.netpurseLive ??= { listeners: new Set(), isListening: false };
  const hub = holder.netpurseLive;
  hub.listeners.add(listener);
  if (!hub.isListening) startListening(hub);
  return () => hub.listeners.delete(listener);
}

function startListening(hub: Hub): void {
  hub.isListening = true;
  // Notifications sent while the connection was down are lost, so pages also poll at a low rate.
  subscribe('netpurse_live', (text) => tell(hub, parse(text)));
}

function parse(text: string): LiveSignal {
  const payload = Payload.parse(JSON.parse(text));
  return 'all' in payload ? { customerId: null, names: [] } : payload;
}

function tell(hub: Hub, signal: LiveSignal): void {
  for (const listener of hub.listeners) listener(signal);
}
