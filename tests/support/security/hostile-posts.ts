import { request } from 'node:http';

export type Hostile = { name: string; headers: Record<string, string>; body: string | Buffer };

const BOUNDARY = '----WebKitFormBoundaryx';

/** One part of a multipart form, with or without a file. */
function part(name: string, value = '', file?: string): string {
  const fileName = file === undefined ? '' : `; filename="${file}"`;
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${fileName}\r\n\r\n${value}\r\n`;
}

function formOf(parts: readonly string[]) {
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
  };
}

const many = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index));

export type ActionForm = {
  /** The hidden fields by which the page's form names its action without scripts. */
  hidden: Record<string, string>;
  /** The same id as scripts send it, in a header. */
  actionId: string;
};

/** Posts that name an action of a page but that no form of ours sends, small and large. */
export function hostilePosts({ hidden, actionId }: ActionForm): Hostile[] {
  const own = Object.entries(hidden).map(([name, value]) => part(name, value));
  const filled = [...own, part('email', 'a@b.example'), part('password', 'x')];
  const byScript = { 'next-action': actionId };
  const args = part('0', '[{"status":"idle"},"$K1"]');
  const large = formOf([...filled, ...many(17_000, (index) => part(`f${index}`))]);
  const cookie = 'netpurse.session=forged';
  return [
    { name: '17,000 empty fields', ...large },
    {
      name: '17,000 empty fields and a made-up session',
      ...large,
      headers: { ...large.headers, cookie },
    },
    { name: '17,000 times one field', ...formOf([...filled, ...many(17_000, () => part('a'))]) },
    {
      name: '17,000 empty fields sent by a script',
      ...formOf([...many(17_000, (index) => part(`_1_f${index}`)), args]),
      headers: { ...large.headers, ...byScript },
    },
    { name: 'deep names', ...formOf([...filled, part('a.'.repeat(5_000), 'x')]) },
    { name: 'very deep names', ...formOf([...filled, part('a.'.repeat(200_000), 'x')]) },
    { name: 'long names', ...formOf([...filled, part('a'.repeat(10_000), 'x')]) },
    { name: 'very long names', ...formOf([...filled, part('a'.repeat(900_000), 'x')]) },
    {
      name: 'many files',
      ...formOf([...filled, ...many(9_000, (index) => part('file', '', `${index}`))]),
    },
    {
      name: 'no length',
      ...large,
      headers: { ...large.headers, 'transfer-encoding': 'chunked' },
    },
    {
      name: 'a short form without its length',
      ...formOf(filled),
      headers: { ...large.headers, 'transfer-encoding': 'chunked' },
    },
    {
      name: 'pairs in one line',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: many(17_000, (index) => `f${index}=`).join('&'),
    },
    {
      name: 'deep arguments as text',
      headers: { 'content-type': 'text/plain;charset=UTF-8', ...byScript },
      body: `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
    },
    {
      name: 'arguments that are no form',
      headers: { 'content-type': 'text/plain;charset=UTF-8', ...byScript },
      body: '[{"status":"idle"},"email"]',
    },
    {
      name: 'many streams as arguments',
      headers: { ...large.headers, ...byScript },
      body: formOf([
        part('0', `[${many(60_000, (index) => `"$R${index.toString(16)}"`).join(',')}]`),
      ]).body,
    },
    {
      name: 'JSON',
      headers: { 'content-type': 'application/json', ...byScript },
      body: JSON.stringify(
        Object.fromEntries(many(17_000, (index) => `f${index}`).map((name) => [name, ''])),
      ),
    },
  ];
}

export type Answer = { status: number; text: string };

/** Sends as given: with a content length, or chunked when the headers say so. */
export function post(
  port: number,
  address: string,
  { headers, body }: Omit<Hostile, 'name'>,
): Promise<Answer> {
  const isChunked = 'transfer-encoding' in headers;
  const length = isChunked ? {} : { 'content-length': Buffer.byteLength(body).toString() };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port, path: address, method: 'POST', agent: false },
        headers: {
          host: `localhost:${port}`,
          origin: `http://localhost:${port}`,
          ...headers,
          ...length,
        },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: reply.statusCode ?? 0, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
