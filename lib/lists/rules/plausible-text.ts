/** The non-ASCII letters of languages in Latin script, grouped by shared encoding. */
const alphabets = [
  'áéíóúüñ', // Spanish
  'àçèéíïòóúü', // Catalan
  'àâãáçéêíóôõúü', // Portuguese
  'àâæçéèêëîïôœùûüÿ', // French
  'àèéìíòóùú', // Italian
  'äöüß', // German
  'åæøé', // Danish, Norwegian
  'åäöé', // Swedish, Finnish
  'áéíóúýþæöð', // Icelandic
  'çëé', // Albanian
  'ąćęłńóśźż', // Polish
  'áčďéěíňóřšťúůýž', // Czech
  'áäčďéíĺľňóôŕšťúýž', // Slovak
  'áéíóöőúüű', // Hungarian
  'âîășțşţ', // Romanian
  'čćđšž', // Croatian, Bosnian, Slovenian
  'çğıiöşüâîû', // Turkish
  'āčēģīķļņōšūž', // Latvian
  'ąčęėįšųūž', // Lithuanian
  'äõöüšž', // Estonian
];

/** Characters that say nothing about the language. */
const NEUTRAL = /[\p{P}\p{S}\p{Z}ªº]/u;

/** Whether all non-ASCII letters belong to one language, as in most operators' lists of names. */
export function fitsOneLanguage(text: string): boolean {
  const letters = new Set<string>();
  for (const sign of text) {
    if (sign > '\x7f' && !NEUTRAL.test(sign)) letters.add(lowerCase(sign));
  }
  return alphabets.some((alphabet) => [...letters].every((letter) => alphabet.includes(letter)));
}

/** The dotted capital I lowercases to two code points outside Turkish. */
function lowerCase(sign: string): string {
  return sign === 'İ' ? 'i' : sign.toLowerCase();
}

const MIXED_SCRIPTS =
  /\p{Script=Latin}(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}|(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}\p{M}*\p{Script=Latin}/u;
const SIGN_IN_WORD =
  /(?![\p{ASCII}´])\p{S}\p{L}|\p{L}(?![\p{ASCII}´])\p{S}|[‚…†‡‰]\p{L}|\p{Ll}[–—“”„‹›•]\p{Ll}/u;

const STARTS_WITH_DASH = /^[–—]\p{L}/mu;

/**
 * Text that no one writes: a word in two scripts, or with a box-drawing character, a currency or a dash inside; a cell
 * that starts with a dash and a letter.
 */
export function isOddText(text: string): boolean {
  return MIXED_SCRIPTS.test(text) || SIGN_IN_WORD.test(text) || STARTS_WITH_DASH.test(text);
}
