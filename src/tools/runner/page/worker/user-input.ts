import type { PageDocument } from './document/page-document.js';
import type { DomElement, DomWindow } from './dom/dom-types.js';

interface Field extends DomElement {
  value: string;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly isContentEditable?: boolean;
  readonly form?: (DomElement & { requestSubmit(): void }) | null;
  focus(): void;
}

const MOUSE = { bubbles: true, cancelable: true, composed: true, button: 0, detail: 1 };

/** Clicks an element as a mouse does. A disabled field gets nothing. */
export function clickOn(document: PageDocument, element: DomElement): void {
  const field = element as Field;
  if (field.disabled === true) return;
  const mouse = (type: string, buttons: number, kind = 'MouseEvent'): boolean =>
    document.fire(type, { ...MOUSE, kind, target: element, buttons, view: document.window });
  mouse('pointerdown', 1, 'PointerEvent');
  if (mouse('mousedown', 1)) focus(document, element);
  mouse('pointerup', 0, 'PointerEvent');
  mouse('mouseup', 0);
  mouse('click', 0);
}

/** Types a text into a field, key by key. */
export function typeInto(document: PageDocument, element: DomElement, text: string): void {
  const field = element as Field;
  if (field.disabled === true) return;
  focus(document, element);
  let isChanged = false;
  for (const character of text) {
    const key = character === '\n' ? 'Enter' : character;
    const init = { bubbles: true, cancelable: true, composed: true, key, view: document.window };
    const press = (type: string): boolean => document.fire(type, { ...init, kind: 'KeyboardEvent', target: element });
    const isFree = press('keydown') && press('keypress');
    if (isFree && key === 'Enter' && element.localName !== 'textarea') {
      if (isChanged) document.fire('change', { target: element, bubbles: true });
      isChanged = false;
      field.form?.requestSubmit();
    } else if (isFree && field.readOnly !== true) isChanged = insert(document, field, character) || isChanged;
    press('keyup');
  }
  if (isChanged) document.fire('change', { target: element, bubbles: true });
}

function insert(document: PageDocument, field: Field, data: string): boolean {
  const input = (type: string, cancelable: boolean): boolean =>
    document.fire(type, {
      kind: 'InputEvent',
      target: field,
      bubbles: true,
      cancelable,
      data,
      inputType: 'insertText',
    });
  if (!input('beforeinput', true)) return false;
  if (typeof field.value === 'string') setValue(document.window, field, field.value + data);
  else field.textContent += data;
  input('input', false);
  return true;
}

/** Past any `value` that a script has put on the element, as a user's typing goes. */
function setValue(window: DomWindow, field: Field, value: string): void {
  const maker = window[field.localName === 'textarea' ? 'HTMLTextAreaElement' : 'HTMLInputElement'];
  const { prototype } = maker as { readonly prototype: object };
  Reflect.set(prototype, 'value', value, field);
}

function focus(document: PageDocument, element: DomElement): void {
  const target = element.closest(
    'a[href], button, input, select, textarea, [tabindex], [contenteditable]',
  ) as Field | null;
  if (target) target.focus();
  else (document.document.activeElement as (DomElement & { blur?(): void }) | null)?.blur?.();
}
