import type { MailContent, MailFrame } from './render-text';

/**
 * Mail programs strip style sheets, so styles are inline; the one remaining sheet is for programs with dark mode. No
 * images, fonts or scripts: opening the mail fetches nothing.
 */
const style = {
  body: 'margin:0;padding:0;background:#f4f5f7;color:#14181f',
  outer: 'width:100%;border-collapse:collapse',
  card: 'max-width:560px;margin:0 auto;padding:32px 28px;background:#ffffff;border-radius:12px;text-align:start;font:16px/1.55 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif',
  brand: 'margin:0 0 24px;font-size:14px;font-weight:600;color:#4a5361',
  heading: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600',
  paragraph: 'margin:0 0 14px',
  facts: 'width:100%;margin:8px 0 20px;border-collapse:collapse',
  label: 'padding:8px 0;border-top:1px solid #d9dde3;color:#4a5361;text-align:start',
  value: 'padding:8px 0;border-top:1px solid #d9dde3;font-weight:600;text-align:end',
  action:
    'display:inline-block;margin:6px 0 12px;padding:13px 22px;border-radius:8px;background:#0b5fd0;color:#ffffff;font-weight:600;text-decoration:none',
  address: 'margin:0 0 8px;font-size:13px;color:#4a5361;word-break:break-all',
  footer:
    'margin:24px 0 0;padding-top:16px;border-top:1px solid #d9dde3;font-size:13px;color:#4a5361',
} as const;

const DARK_SHEET = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){.np-body{background:#0f1216!important;color:#eef1f5!important}
.np-card{background:#191e25!important}.np-quiet{color:#a9b3c1!important}
.np-line{border-color:#333b46!important}}`;

export function renderHtml(content: MailContent, frame: MailFrame): string {
  return `<!doctype html>
<html lang="${quoteText(frame.language)}" dir="${frame.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${quoteText(content.subject)}</title>
<style>${DARK_SHEET}</style></head>
<body class="np-body" style="${quoted(style.body)}">
<table role="presentation" class="np-body" style="${quoted(style.outer)};background:#f4f5f7"><tr><td style="padding:24px 12px">
<div class="np-card" style="${quoted(style.card)}">
<p class="np-quiet" style="${style.brand}">${quoteText(frame.operatorName)}</p>
<h1 style="${style.heading}">${quoteText(content.heading)}</h1>
${[frame.greeting, ...content.paragraphs].map(paragraph).join('\n')}
${factRows(content.facts)}
${actionLink(content.action)}
<div class="np-quiet np-line" style="${style.footer}">${frame.footer.map(quoteText).join('<br>')}</div>
</div></td></tr></table>
</body></html>
`;
}

function paragraph(text: string): string {
  return `<p style="${style.paragraph}">${quoteText(text)}</p>`;
}

function factRows(facts: MailContent['facts']): string {
  if (facts.length === 0) return '';
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="np-quiet np-line" style="${style.label}">${quoteText(label)}</td>` +
      `<td class="np-line" style="${style.value}">${quoteText(value)}</td></tr>`,
  );
  return `<table style="${style.facts}">${rows.join('')}</table>`;
}

/** The URL is also written out, because some programs show no link and a reader may want to check it first. */
function actionLink(action: MailContent['action']): string {
  if (action === null) return '';
  const url = quoteText(action.url);
  return `<p style="margin:0"><a href="${url}" style="${style.action}">${quoteText(action.label)}</a></p>
<p class="np-quiet" style="${style.address}">${url}</p>`;
}

function quoted(css: string): string {
  return css.replaceAll('"', "'");
}

function quoteText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
