import { type ConnectionOptions, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { type RouterCertificate, RouterError, type RouterTlsPin } from '../driver';

/**
 * Options that accept exactly the pinned certificate. The chain check stays on, because Node skips
 * `checkServerIdentity` without it; the pinned certificate itself is the only trust anchor, also when a local authority
 * signed it. The name is not compared, because routers are dialled by address.
 */
export function pinnedTlsOptions(pin: RouterTlsPin): ConnectionOptions {
  return {
    ca: [pin.certificatePem],
    allowPartialTrustChain: true,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (_host, certificate) =>
      certificate.fingerprint256 === pin.fingerprint256
        ? undefined
        : new Error('the certificate is not the pinned one'),
  };
}

/** Reads the certificate a router presents. Sends only the TLS handshake. */
export function inspectCertificate(endpoint: {
  address: string;
  port: number;
  connectTimeoutMs: number;
}): Promise<RouterCertificate> {
  return new Promise((resolve, reject) => {
    // Trust is the operator's decision: they compare the fingerprint before it is pinned.
    const socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    });
    socket.setTimeout(endpoint.connectTimeoutMs, () =>
      socket.destroy(
        new RouterError('timeout', 'the router did not present a certificate in time'),
      ),
    );
    socket.once('error', (error) => reject(toTlsError(error)));
    socket.once('close', () =>
      reject(new RouterError('closed', 'the router closed the connection during the handshake')),
    );
    socket.once('secureConnect', () => {
      resolve(describeCertificate(socket));
      socket.destroy();
    });
  });
}

function describeCertificate(socket: TLSSocket): RouterCertificate {
  const certificate: PeerCertificate = socket.getPeerCertificate();
  const base64 = certificate.raw
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return {
    fingerprint256: certificate.fingerprint256,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    subject: [certificate.subject.CN].flat().join(', '),
    validTo: new Date(certificate.valid_to).toISOString(),
  };
}

function toTlsError(error: NodeJS.ErrnoException): RouterError {
  if (error instanceof RouterError) return error;
  const kind = error.syscall === undefined ? 'tls' : 'socket';
  const message = `the TLS connection to the router failed: ${error.code ?? error.message}`;
  return new RouterError(kind, message, { code: error.code, cause: error });
}
