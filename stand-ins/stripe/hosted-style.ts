/** Style sheet of all hosted pages; colours follow the browser's light or dark preference. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f8; --panel: #ffffff; --ink: #16181d; --soft: #565d6b; --line: #cfd4de;
  --accent: #4f46e5; --on-accent: #ffffff; --alert: #b3261e; --alert-page: #fdecea;
  --note: #7a4b00; --note-page: #fff4d6; --good: #1a6b3c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101218; --panel: #191c24; --ink: #eef0f5; --soft: #a7aebd; --line: #3a4050;
    --accent: #a5a1ff; --on-accent: #14121f; --alert: #ffb4ab; --alert-page: #3a1614;
    --note: #ffd98a; --note-page: #33270c; --good: #7ddba3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
.banner {
  background: var(--note-page); color: var(--note); text-align: center;
  padding: 0.5rem 1rem; font-size: 0.875rem;
}
main {
  display: grid; gap: 1.5rem; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem;
}
@media (min-width: 50rem) {
  main.split { grid-template-columns: 1fr 1.15fr; padding-block-start: 4rem; gap: 4rem; }
}
main.narrow { max-width: 30rem; padding-block-start: 3rem; }
h1 { font-size: 1rem; font-weight: 500; color: var(--soft); margin: 0; }
h2, .narrow h1 { font-size: 1.125rem; font-weight: 650; color: var(--ink); margin: 0 0 1rem; }
.amount { font-size: 2.5rem; font-weight: 650; letter-spacing: -0.02em; margin: 0.25rem 0 1.25rem; }
.lines { list-style: none; margin: 0; padding: 0; border-block-start: 1px solid var(--line); }
.lines li {
  display: flex; justify-content: space-between; gap: 1rem; padding: 0.75rem 0;
  border-block-end: 1px solid var(--line);
}
.panel {
  background: var(--panel); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1.5rem;
}
.field { margin-block-end: 1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; }
label { display: block; font-weight: 550; font-size: 0.9375rem; margin-block-end: 0.25rem; }
.choice label { display: flex; gap: 0.625rem; align-items: center; font-weight: 450; min-height: 2.75rem; }
input:not([type='radio'], [type='checkbox']) {
  width: 100%; min-height: 2.875rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--soft); border-radius: 0.5rem;
}
input[type='radio'], input[type='checkbox'] {
  inline-size: 1.125rem; block-size: 1.125rem; accent-color: var(--accent); margin: 0;
}
input[aria-invalid='true'] { border-color: var(--alert); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
legend { padding: 0; font-weight: 600; }
button, .button {
  display: block; width: 100%; min-height: 3rem; padding: 0.75rem 1rem; border-radius: 0.5rem;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
button.plain { background: transparent; color: var(--ink); border-color: var(--soft); margin-block-start: 0.75rem; }
a { color: var(--accent); }
.alert {
  background: var(--alert-page); color: var(--alert); border-radius: 0.5rem;
  padding: 0.75rem 1rem; margin-block-end: 1rem;
}
.soft { color: var(--soft); font-size: 0.875rem; }
.good { color: var(--good); }
details { margin-block-start: 1.25rem; }
summary { cursor: pointer; min-height: 1.75rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin-block-start: 0.5rem; }
th, td { text-align: start; padding: 0.375rem 0.25rem; border-block-end: 1px solid var(--line); }
td a { display: inline-block; padding-block: 0.125rem; font-variant-numeric: tabular-nums; }
form:has(#kind-sepa:checked) .card-fields, form:has(.saved:checked) .card-fields { display: none; }
form:not(:has(#kind-sepa:checked)) .sepa-fields { display: none; }
`;
