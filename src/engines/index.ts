import { chromium } from './chromium.js';
import type { Engine, EngineName } from './engine.js';
import { firefox } from './firefox.js';

export type {
  ClickedTab,
  CloneProblem,
  DomErrorName,
  ErrorWords,
  EventFacts,
  LastErrorFacts,
  MessageCall,
  NamespaceName,
  Thrown,
  ThrownWhere,
} from './api-facts.js';
export type { EventFilter, FunctionShape, MemberShape, Members, Where } from './api-shape.js';
export type {
  ContextKind,
  DocumentLifecycle,
  DocumentState,
  MessageFormatName,
  MessageOrigin,
  TabState,
} from './channel-facts.js';
export type { Engine, EngineName } from './engine.js';
export type { NativeFailure, NativeFailureCode } from './failure.js';
export type { InstallReason, LifeHold, LifeSign, SleepFacts } from './life-facts.js';
export type { GraceStep } from './native-facts.js';
export type { ApiFunction, Parameter } from './parameter.js';
export type { AreaFacts, AreaName, Quota, StorageFacts, StoredChange } from './storage-facts.js';
export type { ContextState, TabChange, TabFacts, TabRights } from './tab-facts.js';
export { chromium, firefox };

export const ENGINES: Readonly<Record<EngineName, Engine>> = { chromium, firefox };
