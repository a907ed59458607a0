import { type HTMLElement, parse } from 'node-html-parser';
import type { HttpReply, HttpSession } from '../../http-session';

/** A page as a program sees it: its text, and forms that can be filled in and submitted without JavaScript. */
export class Page {
  readonly url: string;
  readonly status: number;
  readonly root: HTMLElement;
  readonly #session: HttpSession;

  constructor(session: HttpSession, reply: HttpReply) {
    this.#session = session;
    this.url = reply.url;
    this.status = reply.status;
    this.root = parse(reply.text);
  }

  static async open(session: HttpSession, address: string): Promise<Page> {
    return new Page(session, await session.get(address));
  }

  /** The page's text with white space collapsed, including streamed parts, which arrive hidden at the end. */
  text(): string {
    const body = this.root.querySelector('body') ?? this.root;
    const words = body.querySelectorAll('main, div[hidden]').map((part) => wordsOf(part));
    return (words.length > 0 ? words : [wordsOf(body)]).join(' ');
  }

  expectText(pattern: RegExp): this {
    if (!pattern.test(this.text())) {
      throw new Error(
        `${this.url} (${this.status}) does not say ${pattern}. It says: ${this.text().slice(0, 1_500)}`,
      );
    }
    return this;
  }

  /** The address of the first link whose name matches. */
  link(name: RegExp): string {
    const found = this.root.querySelectorAll('a[href]').find((link) => name.test(nameOf(link)));
    const href = found?.getAttribute('href');
    if (!href) throw new Error(`${this.url} has no link ${name}`);
    return new URL(href, this.url).href;
  }

  /** Fills in and submits the form whose button matches, and returns the resulting page. */
  async send(button: RegExp, values: Record<string, string> = {}): Promise<Page> {
    const fields = this.#fields(button, values);
    const isMultipart = this.#form(button).getAttribute('enctype') === 'multipart/form-data';
    const reply = isMultipart
      ? await this.#session.sendForm(this.#target(button), fields)
      : await this.#session.submit(this.#target(button), textFields(fields));
    return new Page(this.#session, reply);
  }

  #target(button: RegExp): string {
    return new URL(this.#form(button).getAttribute('action') || this.url, this.url).href;
  }

  #fields(button: RegExp, values: Record<string, string>): FormData {
    const data = new FormData();
    for (const field of this.#form(button).querySelectorAll('input, select, textarea')) {
      const name = field.getAttribute('name');
      if (!name || name in values || !isSent(field)) continue;
      data.append(name, sentValue(field));
    }
    for (const [name, value] of Object.entries(values)) data.append(name, value);
    return data;
  }

  #form(button: RegExp): HTMLElement {
    const form = this.root
      .querySelectorAll('form')
      .find((one) => one.querySelectorAll('button').some((each) => button.test(nameOf(each))));
    if (!form)
      throw new Error(
        `${this.url} (${this.status}) has no form with a button ${button}: ${this.text().slice(0, 800)}`,
      );
    return form;
  }
}

function wordsOf(part: HTMLElement): string {
  const copy = parse(part.outerHTML);
  for (const silent of copy.querySelectorAll('script, style, template')) silent.remove();
  return copy.text.replace(/\s+/g, ' ').trim();
}

function textFields(fields: FormData): Record<string, string> {
  return Object.fromEntries([...fields].map(([name, value]) => [name, String(value)]));
}

function nameOf(element: HTMLElement): string {
  return `${element.getAttribute('aria-label') ?? ''} ${element.text}`.replace(/\s+/g, ' ').trim();
}

function isSent(field: HTMLElement): boolean {
  const type = field.getAttribute('type') ?? 'text';
  if (field.hasAttribute('disabled') || type === 'submit' || type === 'button' || type === 'file')
    return false;
  return !['checkbox', 'radio'].includes(type) || field.hasAttribute('checked');
}

function sentValue(field: HTMLElement): string {
  if (field.tagName === 'TEXTAREA') return field.text;
  if (field.tagName !== 'SELECT')
    return field.getAttribute('value') ?? (field.getAttribute('type') === 'checkbox' ? 'on' : '');
  const options = field.querySelectorAll('option');
  const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
  return chosen?.getAttribute('value') ?? chosen?.text ?? '';
}
