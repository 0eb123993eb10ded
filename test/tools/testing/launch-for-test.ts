import { onTestFinished } from 'vitest';
// The built files: the worker is a file of its own, which Node loads by its name.
import {
  type ExtensionSpec,
  type LaunchOptions,
  launchExtension,
  type TestBrowser,
} from '../../../dist/tools/testing/index.js';

/** Launches an extension whose browser is closed when the test is over, whatever it has left open. */
export async function launch(from: string | URL | ExtensionSpec, options: LaunchOptions = {}): Promise<TestBrowser> {
  const browser = await launchExtension(from, { leaks: 'ignore', ...options });
  onTestFinished(() => browser.close());
  return browser;
}
