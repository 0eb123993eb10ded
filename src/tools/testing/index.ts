export type { NativePortError } from '../../errors/index.js';
export type { HostConnection } from './connection-view.js';
export { TestingError, type TestingErrorCode } from './errors.js';
export type { AbsenceFilter, ConsoleFilter, EventFilter, EventOf, TestEvents } from './event-log.js';
export type { ContentScriptSpec, ExtensionSpec, ScriptSource } from './extension-spec.js';
export type { FakeBehaviour } from './fake-program.js';
export type { Fault, FaultAction, FaultTime, FrameFault, InstantFault } from './faults.js';
export {
  createGlobals,
  type GlobalContext,
  type GlobalContextOptions,
  type GlobalsOptions,
  installGlobals,
  type TestGlobals,
} from './globals.js';
export type { WaitOptions } from './history.js';
export { fakeHost, type HostCommand, type HostOptions, realHost, type TestHost } from './host-handle.js';
export { type LaunchOptions, launchExtension, type TestBrowser, type TestExtension } from './launch.js';
export type { LeakChoice } from './leaks.js';
export type { TestBackground, TestContext } from './test-context.js';
export type { TestFrame, TestPage, TestPopup, TestTab } from './test-page.js';
export type { TestTime } from './test-time.js';
export type { HostChoice } from './test-world.js';
export type { PageChoice, PageChoices } from './web-pages.js';
