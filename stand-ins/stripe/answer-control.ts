import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiFault, Chaos, WebhookChaos } from './chaos';
import type { WebhookSender } from './webhooks';
import type { World } from './world';

/**
 * Controls for browser tests, on loopback only and not part of the vendor's API: `GET /_control/deliveries`, `POST
 * /_control/{resend,chaos,fail,advance,settle}` with JSON bodies.
 */
export async function answerControl(
  parts: { world: World; chaos: Chaos; sender: WebhookSender },
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  const action = (request.url ?? '').split('?')[0]?.split('/')[2] ?? '';
  const reply = await run(parts, action, body === '' ? {} : JSON.parse(body));
  response.statusCode = reply === undefined ? 404 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(reply ?? { error: `no such action: ${action}` }));
}

type Command = {
  eventId?: string;
  webhooks?: Partial<WebhookChaos>;
  fault?: Pick<ApiFault, 'kind'> & Partial<ApiFault>;
  byMs?: number;
};

async function run(
  { world, chaos, sender }: { world: World; chaos: Chaos; sender: WebhookSender },
  action: string,
  command: Command,
): Promise<unknown> {
  switch (action) {
    case 'deliveries':
      return world.store.all('deliveries').map((delivery) => ({
        ...delivery,
        type: world.store.find('events', delivery.eventId)?.type,
      }));
    case 'resend':
      return { outcome: await sender.resend(command.eventId ?? '') };
    case 'chaos':
      if (command.webhooks) chaos.setWebhooks(command.webhooks);
      else chaos.reset();
      return chaos.webhooks;
    case 'fail':
      if (command.fault) chaos.failNext(command.fault);
      return { armed: command.fault ?? null };
    case 'advance':
      world.clock.advance(command.byMs ?? 0);
      return { now: new Date(world.clock.now()).toISOString() };
    case 'settle':
      await sender.settled();
      return { settled: true };
    default:
      return undefined;
  }
}
