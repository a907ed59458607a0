/** The letters beyond ASCII of languages written in Latin script, by groups that share an encoding. */
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

/** Signs that say nothing about the language. */
const NEUTRAL = /[\p{P}\p{S}\p{Z}ªº]/u;

/** Whether all letters beyond ASCII belong to one language, as they do in most operators' lists of names. */
export function fitsOneLanguage(text: string): boolean {
  const letters = new Set<string>();
  for (const sign of text) {
    if (sign > '\x7f' && !NEUTRAL.test(sign)) letters.add(lowerCase(sign));
  }
  return alphabets.some((alphabet) => [...letters].every((letter) => alphabet.includes(letter)));
}

/** The Turkish capital becomes two code points elsewhere. */
function lowerCase(sign: string): string {
  return sign === 'İ' ? 'i' : sign.toLowerCase();
}

const MIXED_SCRIPTS =
  /\p{Script=Latin}(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}|(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}\p{M}*\p{Script=Latin}/u;
const SIGN_IN_WORD = /(?![\p{ASCII}´])\p{S}\p{L}|\p{L}(?![\p{ASCII}´])\p{S}|[‚…†‡‰]\p{L}/u;

/** What nobody writes: a word in two scripts, or with a frame or currency sign inside. */
export function isOddText(text: string): boolean {
  return MIXED_SCRIPTS.test(text) || SIGN_IN_WORD.test(text);
}
