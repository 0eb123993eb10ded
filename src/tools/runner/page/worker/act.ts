import { types } from 'node:util';
import vm from 'node:vm';
import { nearestOf, partsOf } from '../../../../errors/index.js';
import { extensionStack } from '../../extension-stack.js';
import { textOf } from '../../worker/trace-value.js';
import { elementMissing, PageError, selectorInvalid } from '../errors.js';
import type { Answer, Ask } from '../protocol.js';
import type { PageDocument } from './document/page-document.js';
import type { DomElement } from './dom/dom-types.js';
import { clickOn, typeInto } from './user-input.js';
import { inWorld } from './world/current-world.js';
import { notCloneable } from './world/world.js';

/** Does in a document what a test asks for. */
export async function act(document: PageDocument, ask: Ask): Promise<Answer> {
  try {
    switch (ask.do) {
      case 'evaluate':
        return { evaluated: await evaluate(document, ask) };
      case 'click':
        clickOn(document, find(document, ask.selector));
        return { value: undefined };
      case 'type':
        typeInto(document, find(document, ask.selector), ask.text);
        return { value: undefined };
      case 'waitFor':
        await appeared(document, ask.selector);
        return document.isLive ? { value: undefined } : { gone: true };
      case 'html':
        return { value: document.dom.serialize() };
    }
  } catch (error) {
    if (error instanceof PageError) return { error: partsOf(error) };
    throw error;
  }
}

type Evaluated = Extract<Answer, { evaluated: unknown }>['evaluated'];

async function evaluate(document: PageDocument, ask: Extract<Ask, { do: 'evaluate' }>): Promise<Evaluated> {
  const { source, args } = ask;
  try {
    const world = document.worldNamed(ask.world);
    const ran = inWorld(world, (): unknown => {
      const value: unknown = new vm.Script(source, { filename: 'evaluate()' }).runInContext(world.global);
      const own = args?.map((each) => world.clone(each));
      return own && typeof value === 'function' ? value(...own) : value;
    });
    const result = await ran;
    if (document.isDom(result)) throw notCloneable(result);
    return { result: structuredClone(result) };
  } catch (error) {
    if (!types.isNativeError(error) && !(error instanceof DOMException)) return { thrown: textOf(error) };
    const { name, message, stack } = error;
    return { error: { name: String(name), message: String(message), stack: extensionStack(String(stack)) } };
  }
}

function look(document: PageDocument, selector: string): DomElement | null {
  try {
    return document.document.querySelector(selector);
  } catch (error) {
    throw selectorInvalid(selector, error);
  }
}

function find(document: PageDocument, selector: string): DomElement {
  const element = look(document, selector);
  if (element) return element;
  const all = [...document.document.querySelectorAll('[id], [class], [name], button, input, a')].map(shortOf);
  const nearest = nearestOf(selector, all);
  const others = [...new Set(all)].filter((each) => each !== nearest);
  throw elementMissing(selector, document.url, [...(nearest ? [nearest] : []), ...others].slice(0, 5));
}

/** The shortest selector by which a person knows an element. */
function shortOf(element: DomElement): string {
  if (element.id !== '') return `#${element.id}`;
  const [first] = String(element.getAttribute('class') ?? '')
    .trim()
    .split(/\s+/);
  const name = element.getAttribute('name');
  if (first) return `${element.localName}.${first}`;
  return name === null ? element.localName : `${element.localName}[name="${name}"]`;
}

async function appeared(document: PageDocument, selector: string): Promise<void> {
  if (look(document, selector)) return;
  await new Promise<void>((resolve) => {
    const observer = new document.window.MutationObserver(() => {
      if (document.isLive && !look(document, selector)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.document, { subtree: true, childList: true, attributes: true });
  });
}
