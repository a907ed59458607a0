import { type HTMLElement, parse } from 'node-html-parser';
import type { HttpReply, HttpSession } from '../../http-session';

/** A page as a program sees it: its text, and forms that can be filled in and sent without JavaScript. */
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

  /** The words of the main content, white space folded. */
  text(): string {
    const main = this.root.querySelector('main') ?? this.root;
    return main.text.replace(/\s+/g, ' ').trim();
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

  /** Fills in and sends the form whose button matches, and answers with the page it leads to. */
  async send(button: RegExp, values: Record<string, string> = {}): Promise<Page> {
    const reply = await this.#session.sendForm(this.#target(button), this.#fields(button, values));
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
