import {
  type ContextExtension,
  type ContextOwner,
  createContext,
  createMemoryBridge,
  ENGINES,
  type EngineName,
  type ExtensionApi,
  type FromContext,
  type Intrinsics,
  type ToContext,
} from '../../src/context/index.js';
import { HeldTasks } from '../browser/held-tasks.js';

export const IDS = { chromium: 'a'.repeat(32), firefox: 'own@example.org' } as const;

export interface PlayedOptions {
  readonly version?: 2 | 3;
  readonly kind?: Exclude<ContextExtension['kind'], undefined>;
  readonly permissions?: readonly string[];
  readonly manifest?: Record<string, unknown>;
  readonly messageFormat?: Exclude<ContextExtension['messageFormat'], undefined>;
  readonly realm?: Intrinsics;
}

/** An extension as the browser describes it to a context. */
export function describeExtension(engine: EngineName, options: PlayedOptions = {}): ContextExtension {
  const { version = 3, kind, permissions = [], manifest = {}, messageFormat } = options;
  return {
    id: IDS[engine],
    dynamicId: '00000000-0000-4000-9000-000000000001',
    manifest: { manifest_version: version, name: 'test', version: '1.0', ...manifest },
    baseUrl: engine === 'chromium' ? `chrome-extension://${IDS.chromium}/` : 'moz-extension://uuid/',
    permissions,
    ...(kind && { kind }),
    ...(messageFormat && { messageFormat }),
  };
}

/** A context whose browser is played by the test, message by message. */
export function createPlayed(engine: EngineName, options: PlayedOptions | ContextOwner = {}) {
  const tasks = new HeldTasks();
  const bridge = createMemoryBridge();
  const sent: FromContext[] = [];
  bridge.browser.listen({ received: (message) => sent.push(message), closed: () => undefined });
  const isOwner = 'id' in options || 'messageFormats' in options;
  const extension = isOwner ? options : describeExtension(engine, options);
  const uncaught: unknown[] = [];
  const context = createContext<ExtensionApi>({
    engine: ENGINES[engine],
    bridge: bridge.context,
    extension,
    tasks,
    onUncaughtError: (error) => uncaught.push(error),
    ...('realm' in options && options.realm && { realm: options.realm }),
  });
  const says = async (message: ToContext): Promise<void> => {
    bridge.browser.send(message);
    await tasks.run();
  };
  return {
    context,
    chrome: context.chrome,
    browser: context.browser,
    tasks,
    sent,
    uncaught,
    says,
    /** What was sent of one kind. */
    of: <Type extends FromContext['type']>(type: Type) =>
      sent.filter((message): message is Extract<FromContext, { type: Type }> => message.type === type),
    /** Answers the latest call. */
    replies: (reply: { result: unknown } | { error: string }): Promise<void> => {
      const last = sent.findLast((message) => message.type === 'call');
      return says({ type: 'reply', call: last?.call ?? 0, ...reply });
    },
  };
}

/** The function at `path` of an API, as scripts reach it. */
export function at(api: object, path: string): (...args: unknown[]) => unknown {
  const keys = path.split('.');
  const holder = keys.slice(0, -1).reduce<unknown>((object, key) => Reflect.get(Object(object), key), api);
  const found: unknown = Reflect.get(Object(holder), keys.at(-1) ?? '');
  if (typeof found !== 'function') throw new TypeError(`There is no ${path}.`);
  return (...args) => Reflect.apply(found, holder, args);
}
