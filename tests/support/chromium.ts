import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export type ChromiumLaunch = {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
};

/**
 * Finds the browser for the journeys: the one named by `PLAYWRIGHT_CHROMIUM`, else the one packed in
 * @sparticuz/chromium (Linux on x64 only), unpacked once into `folder`, else the system's.
 */
export async function findChromium(folder: string): Promise<ChromiumLaunch> {
  const named = process.env['PLAYWRIGHT_CHROMIUM'];
  if (named && !existsSync(named)) throw new Error(`PLAYWRIGHT_CHROMIUM: ${named} does not exist.`);
  const hasPackage = process.platform === 'linux' && process.arch === 'x64';
  const installed = named || (hasPackage ? undefined : systemBrowser());
  const args = ['--disable-gpu', '--disable-quic', '--disable-background-networking'];
  if (installed) return { executablePath: installed, args, env: {} };
  const unpacked = await unpackChromium(folder);
  return {
    executablePath: path.join(unpacked, 'chromium'),
    args,
    // What a minimal machine lacks: the certificate libraries and a font.
    env: {
      LD_LIBRARY_PATH: path.join(unpacked, 'lib'),
      FONTCONFIG_FILE: path.join(unpacked, 'fonts.conf'),
    },
  };
}

function systemBrowser(): string {
  const found = systemBrowsers.find((file) => existsSync(file));
  if (found) return found;
  throw new Error('No Chromium was found: install one, or name it in PLAYWRIGHT_CHROMIUM.');
}

async function unpackChromium(folder: string): Promise<string> {
  const packed = path.resolve('node_modules/@sparticuz/chromium');
  const { version } = JSON.parse(await readFile(path.join(packed, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(folder, `chromium-${version}`);
  if (existsSync(target)) return target;
  // Renamed once complete, so that an interrupted run leaves nothing that looks like a browser.
  const partial = `${target}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  for (const file of await readdir(path.join(packed, 'bin'))) {
    await unpack(path.join(packed, 'bin', file), partial);
  }
  await writeFile(path.join(partial, 'fonts.conf'), fontSettings(target));
  await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  return target;
}

/** The packed settings know only the folders of the cloud service they were built for. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;
}

async function unpack(file: string, folder: string): Promise<void> {
  const content = await promisify(brotliDecompress)(await readFile(file));
  const plain = path.join(folder, path.basename(file, '.br'));
  await writeFile(plain, content, { mode: 0o755 });
  if (!plain.endsWith('.tar')) return;
  await promisify(execFile)('tar', ['-xf', plain, '-C', folder]);
  await rm(plain);
}
