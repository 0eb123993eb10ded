import vm from 'node:vm';
import { ORDER } from '../engine-facts.js';
import { installChromeMembers } from '../realm/realm-chrome.js';
import type { ScriptWorld } from './script-world.js';

const INSTALL = new vm.Script(`(${installChromeMembers.toString()})`, { filename: 'node:nativeport' });

/** Gives `chrome` of a world what the browser itself has there, whatever extensions there are. */
export function addChromeMembers({ document, global, name }: ScriptWorld, chrome: object): void {
  if (!ORDER[document.engine].ownsChrome) return;
  const install = INSTALL.runInContext(global) as typeof installChromeMembers;
  install(chrome, () => document.loadTimes, name === 'main' && document.asker.extension === undefined);
}
