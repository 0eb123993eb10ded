import { chromium } from './chromium.js';
import type { Engine, EngineName } from './engine.js';
import { firefox } from './firefox.js';

export type {
  ApiFacts,
  ApiFunction,
  ClickedTab,
  ErrorWords,
  EventFacts,
  LastErrorFacts,
  NamespaceName,
  Parameter,
  Thrown,
} from './api-facts.js';
export type { Engine, EngineName } from './engine.js';
export type { NativeFailure, NativeFailureCode } from './failure.js';
export type { GraceStep } from './native-facts.js';
export { chromium, firefox };

export const ENGINES: Readonly<Record<EngineName, Engine>> = { chromium, firefox };
