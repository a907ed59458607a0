/** The content of a mail, from which both text and HTML are rendered. */
export type MailContent = {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** Label and value, in display order. */
  facts: { label: string; value: string }[];
  action: { label: string; url: string } | null;
};

/** What surrounds the content of every mail. */
export type MailFrame = {
  operatorName: string;
  greeting: string;
  footer: string[];
  language: string;
  direction: 'ltr' | 'rtl';
};

/** Renders plain text, for readers without HTML and for spam filters that compare both parts. */
export function renderText(content: MailContent, frame: MailFrame): string {
  const facts = content.facts.map(({ label, value }) => `${label}: ${value}`).join('\n');
  const action = content.action === null ? '' : `${content.action.label}:\n${content.action.url}`;
  const blocks = [
    frame.greeting,
    content.heading,
    ...content.paragraphs,
    facts,
    action,
    `--\n${frame.footer.join('\n')}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
