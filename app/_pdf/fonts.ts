import 'server-only';
import path from 'node:path';
import { Font } from '@react-pdf/renderer';

/** Inter in its published subsets; each glyph comes from the first subset that has it. */
const subsets = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const;
const weights = [400, 600] as const;

export const fontFamily: string[] = subsets.map((subset) => `inter-${subset}`);

let isRegistered = false;

/** Registers the fonts with the renderer. They are `.woff`, because it cannot embed `.woff2`. */
export function registerFonts(): void {
  if (isRegistered) return;
  isRegistered = true;
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), 'app', '_pdf', 'fonts');
  for (const subset of subsets) {
    const fonts = weights.map((fontWeight) => ({
      src: path.join(folder, `inter-${subset}-${fontWeight}-normal.woff`),
      fontWeight,
    }));
    Font.register({ family: `inter-${subset}`, fonts });
  }
  // Words are not hyphenated, because the rules differ by language.
  Font.registerHyphenationCallback((word) => [word]);
}
