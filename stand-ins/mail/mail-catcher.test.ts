import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailCatcher, startMailCatcher } from './mail-catcher';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await startMailCatcher();
});

afterAll(async () => {
  await catcher.close();
});

const page = (path: string) => fetch(`http://127.0.0.1:${catcher.webPort}${path}`);

describe('the mail catcher', () => {
  it('keeps what the mail library sends: both bodies, words beyond ASCII and attachments', async () => {
    await createTransport(catcher.smtpUrl).sendMail({
      from: 'Netpurse <no-reply@netpurse.localhost>',
      to: 'zoe@example.com',
      subject: 'Ihr Guthaben: 5,00 € – danke, Zoë',
      text: 'Grüße = gut',
      html: '<p>Grüße = <b>gut</b></p>',
      attachments: [{ filename: 'receipt.pdf', content: Buffer.from([0x25, 0x50, 0xff, 0x00]) }],
    });
    const [message] = catcher.messages();
    expect(message).toMatchObject({
      recipients: ['zoe@example.com'],
      subject: 'Ihr Guthaben: 5,00 € – danke, Zoë',
      text: expect.stringContaining('Grüße = gut'),
      html: expect.stringContaining('<b>gut</b>'),
    });
    expect(message?.attachments[0]).toMatchObject({
      filename: 'receipt.pdf',
      content: Buffer.from([0x25, 0x50, 0xff, 0x00]),
    });
  });

  it('shows messages as pages and as JSON, by recipient', async () => {
    await createTransport(catcher.smtpUrl).sendMail({
      from: 'a@example.com',
      to: 'other@example.com',
      subject: '<script>alert(1)</script>',
      text: 'plain',
    });
    expect(await (await page('/')).text()).not.toContain('<script>');
    const found = (await (await page('/api/messages?to=other@example.com')).json()) as unknown[];
    expect(found).toEqual([expect.objectContaining({ subject: '<script>alert(1)</script>' })]);
    const body = await page('/messages/2/html');
    expect(body.headers.get('content-security-policy')).toContain('sandbox');
    expect((await page('/messages/99')).status).toBe(404);
  });
});
