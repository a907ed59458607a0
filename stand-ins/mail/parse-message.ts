export type MailAttachment = { filename: string; contentType: string; content: Buffer };

export type ParsedMessage = {
  /** As in the header, angle brackets included. */
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  attachments: MailAttachment[];
};

type Part = { headers: Map<string, string>; body: Buffer };

/**
 * Parses what mail libraries write: nested multipart, quoted-printable and base64, encoded header words, UTF-8. Enough
 * to show a developer the message; not a general mail parser.
 */
export function parseMessage(raw: Buffer): ParsedMessage {
  const message = splitPart(raw);
  const found: ParsedMessage = {
    messageId: header(message, 'message-id'),
    from: header(message, 'from'),
    to: header(message, 'to')
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean),
    subject: header(message, 'subject'),
    text: '',
    html: '',
    attachments: [],
  };
  collect(message, found);
  return found;
}

function collect(part: Part, found: ParsedMessage): void {
  const contentType = header(part, 'content-type') || 'text/plain';
  const boundary = parameter(contentType, 'boundary');
  if (/^multipart\//i.test(contentType) && boundary !== undefined) {
    for (const child of splitMultipart(part.body, boundary)) collect(splitPart(child), found);
    return;
  }
  const content = decodeBody(part);
  const disposition = header(part, 'content-disposition');
  const filename = parameter(disposition, 'filename') ?? parameter(contentType, 'name');
  if (/^attachment/i.test(disposition) || filename !== undefined) {
    const type = contentType.split(';')[0] ?? 'application/octet-stream';
    found.attachments.push({ filename: filename ?? 'attachment', contentType: type, content });
  } else if (/^text\/html/i.test(contentType)) {
    found.html ||= content.toString('utf8');
  } else {
    found.text ||= content.toString('utf8');
  }
}

function splitPart(raw: Buffer): Part {
  const windows = raw.indexOf('\r\n\r\n');
  const unix = raw.indexOf('\n\n');
  const isWindows = windows !== -1 && (unix === -1 || windows < unix);
  const end = isWindows ? windows : unix;
  const head = end === -1 ? raw : raw.subarray(0, end);
  const body = end === -1 ? Buffer.alloc(0) : raw.subarray(end + (isWindows ? 4 : 2));
  const headers = new Map<string, string>();
  for (const line of head
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body };
}

function splitMultipart(body: Buffer, boundary: string): Buffer[] {
  // latin1 maps every byte to one character, so splitting the text loses nothing.
  const pieces = body.toString('latin1').split(`--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => Buffer.from(piece.replace(/^\r?\n/, '').replace(/\r?\n$/, ''), 'latin1'));
}

function decodeBody(part: Part): Buffer {
  const encoding = header(part, 'content-transfer-encoding').toLowerCase();
  const text = part.body.toString('latin1');
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(text.replace(/=\r?\n/g, ''));
  return part.body;
}

function decodeQuotedPrintable(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

function header(part: Part, name: string): string {
  const value = part.headers.get(name) ?? '';
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[^?]+\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decodeQuotedPrintable(text.replaceAll('_', ' ')).toString('utf8'),
    );
}

function parameter(value: string, name: string): string | undefined {
  const match = new RegExp(`${name}\\*?=(?:UTF-8'')?(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  return match?.[1] ?? match?.[2];
}
