import {
  type RouterConnection,
  type RouterDriver,
  RouterError,
  type RouterTarget,
} from '../driver';
import { MikrotikConnection } from './connection';
import { SentenceConnector } from './sentence-connector';
import { inspectCertificate, pinnedTlsOptions } from './tls-pin';
import { assertPinnedClient } from './vendor-version';

const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 15_000;

/** RouterOS 6.49 and 7.x over the binary API. */
export const mikrotikDriver: RouterDriver = {
  connect,
  inspectCertificate: ({ address, port, connectTimeoutMs = CONNECT_TIMEOUT_MS }) =>
    inspectCertificate({ address, port, connectTimeoutMs }),
};

async function connect(target: RouterTarget): Promise<RouterConnection> {
  assertPinnedClient();
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS } = target;
  const connection = new MikrotikConnection(
    new SentenceConnector({
      host: target.address,
      port: target.port,
      tls: target.tls === null ? null : pinnedTlsOptions(target.tls),
    }),
    target.commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
  );
  const timer = setTimeout(() => {
    const message = `the router did not accept a login within ${connectTimeoutMs} ms`;
    connection.drop(new RouterError('timeout', message));
  }, connectTimeoutMs);
  try {
    await connection.open();
    await connection.login(target.username, target.password);
    return connection;
  } catch (error) {
    const failure = toConnectError(error);
    connection.drop(failure);
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

/** A router that accepts and then hangs up has rejected us by address or by session limit. */
function toConnectError(error: unknown): RouterError {
  if (!(error instanceof RouterError)) {
    return new RouterError('usage', 'the router address or certificate is unusable', {
      cause: error,
    });
  }
  if (error.kind !== 'closed') return error;
  return new RouterError(
    'closed',
    'the router closed the connection before login: check allowed addresses and max-sessions',
    { cause: error },
  );
}
