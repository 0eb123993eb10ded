import type { Family } from '../family.js';

// Sources: Chromium, native_messaging_host_manifest.cc, IsValidName; Firefox, native_manifest.json and runtime.json.
// Both patterns take linear time: the character classes on the two sides of each dot do not overlap with it.
const NAME: Record<Family, RegExp> = {
  chromium: /^[a-z0-9_]+(?:\.[a-z0-9_]+)*$/,
  gecko: /^\w+(?:\.\w+)*$/,
};

/**
 * Whether a browser of this family accepts `name` as the name of a native host. Words of ASCII letters, digits and `_`,
 * joined by single dots; Chromium takes lower case only. Neither has a greatest length.
 */
export function isHostName(name: string, family: Family): boolean {
  return NAME[family].test(name);
}
