import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseEnv } from '@/lib/kit/env';

const textOf = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8');
const compose = textOf('compose.yaml');
const proxy = textOf('Caddyfile');

const named = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();

describe('the compose file', () => {
  test('lists in its example environment exactly the variables it needs', () => {
    const asked = named(compose, /\$\{([A-Z_]+)/g);
    expect(named(textOf('env.example'), /^([A-Z_]+)=/gm)).toEqual(asked);
  });

  test('gives the application a valid environment for a proxied instance with Inngest', () => {
    const block = compose.split('&app-environment')[1]?.split('depends_on')[0] ?? '';
    const values: Record<string, string> = {
      PORTAL_HOST: 'portal.example.com',
      POSTGRES_PASSWORD: 'letters1',
      AUTH_SECRET: 'a'.repeat(44),
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      METRICS_TOKEN: 'sixteen-letters!',
    };
    const pairs = [...block.matchAll(/^ {4}([A-Z_]+): (.+)$/gm)].map(
      ([, name = '', value = '']) => [
        name,
        value
          .replace(/^"(.*)"$/, '$1')
          .replace(/\$\{([A-Z_]+):?[^}]*\}/g, (_, variable: string) => values[variable] ?? 'x'),
      ],
    );
    expect(parseEnv({ NODE_ENV: 'production', ...Object.fromEntries(pairs) })).toMatchObject({
      APP_URL: 'https://portal.example.com',
      INNGEST_BASE_URL: 'http://inngest:8288',
      TRUST_PROXY: true,
    });
  });

  test('keeps the Inngest queue across a restart, and exposes only the proxy', () => {
    expect(compose).toContain('"--appendonly", "yes"');
    expect(compose).toContain('"--maxmemory-policy", "noeviction"');
    expect(named(compose, /^ {4}(ports):/gm)).toEqual(['ports']);
    expect(compose.match(/^ {4}ports:/gm)).toHaveLength(1);
  });
});

describe('the proxy', () => {
  test('overwrites the address, host and protocol that a client claims', () => {
    for (const header of ['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto']) {
      expect(proxy).toMatch(new RegExp(`header_up ${header} \\{`));
    }
    expect(proxy).toContain('header_up -Forwarded');
  });

  test('blocks outside access to the functions and the metrics', () => {
    expect(proxy).toMatch(/@inside path \/api\/inngest .*\/api\/metrics/);
    expect(proxy).toContain('respond @inside 404');
  });

  // Caddy sorts directives: outside `handle`, a bare `respond` runs before every proxy.
  test('returns 404 only inside a handle, which leaves the proxied paths alone', () => {
    const bare = proxy.match(/^\t*respond 404$/gm);
    expect(bare).toEqual(['\t\trespond 404']);
    expect(proxy).toMatch(/\thandle \/api\/inngest \{\n\t\treverse_proxy app1:3000 app2:3000/);
    expect(proxy).toContain('\thandle {\n\t\trespond 404\n\t}');
  });
});

test('the image contains no environment file at any path', () => {
  const ignored = textOf('../.dockerignore').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.env.local']));
});
