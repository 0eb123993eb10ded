import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineName } from '../../src/engines/index.js';
import { extensionIdFromPath } from '../../src/manifest/index.js';
import {
  CALLER_ID,
  type HostBehaviour,
  type InstalledHost,
  makeLauncher,
  writeManifest,
} from '../fixtures/install-host.js';

/** `background.js` that runs in both engines. */
const BOTH = { service_worker: 'background.js', scripts: ['background.js'] };

/** Writes an unpacked extension into `folder`; `changes` replace keys of its manifest. */
export function writeExtension(
  folder: string,
  files: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  const manifest = {
    manifest_version: 3,
    name: 'test',
    version: '1.0',
    permissions: ['nativeMessaging'],
    action: {},
    background: BOTH,
    browser_specific_settings: { gecko: { id: CALLER_ID.firefox } },
    ...changes,
  };
  for (const [name, text] of Object.entries({ 'manifest.json': JSON.stringify(manifest), ...files })) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** A host that the extension in `extension` may call, in a folder for `--hosts`. */
export async function installHostFor(
  extension: string,
  hosts: string,
  engine: EngineName,
  behaviour: HostBehaviour,
  { name = 'org.example.host', ...settings }: { readonly name?: string } & Readonly<Record<string, unknown>> = {},
): Promise<InstalledHost> {
  mkdirSync(hosts, { recursive: true });
  return writeHostManifestFor(extension, hosts, engine, makeLauncher(hosts, behaviour, settings), name);
}

async function writeHostManifestFor(
  extension: string,
  hosts: string,
  engine: EngineName,
  program: string,
  name = 'org.example.host',
): Promise<InstalledHost> {
  const origin = `chrome-extension://${await extensionIdFromPath(extension, 'linux')}/`;
  return writeManifest(hosts, engine, program, { name, ...(engine === 'chromium' && { allowed_origins: [origin] }) });
}

/** Whether a process is there; one that nobody has reaped counts as gone only to its parent. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
