import type { Parameter } from './parameter.js';
import { isAnything, isFunction, isList, isObject, isString } from './values.js';

/** A type of the language in which an engine describes the arguments of its functions. */
export interface Type {
  /** What the engine calls it in a signature. */
  readonly label: string;
  readonly base: BaseType;
  /** Whether a value is of the type at all. */
  takes(value: unknown): boolean;
  /** The first thing wrong inside of a value that it takes. */
  faultIn?(value: unknown): Fault | undefined;
  /** Whether it has members of its own. */
  readonly hasMembers?: true;
}

type BaseType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'function' | 'any' | 'choice';

/** What is wrong, and where. */
interface Fault {
  /** Keys and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** What the value at that place should do, for a list of choices. */
  readonly should?: string;
}

type Wrong = Omit<Fault, 'path'>;

/** How an engine words what is wrong with an argument. */
export interface SchemaWords {
  /** Puts the place into words. */
  at(path: Fault['path'], text: string): string;
  wrongType(expected: Pick<Type, 'label' | 'base'>, found: unknown): Wrong;
  /** Keys of an object that has no such members. */
  unexpected(keys: readonly string[]): string;
  missing(key: string): string;
  tooSmall(value: number, minimum: number): Wrong;
  notOneOf(value: unknown, allowed: readonly string[]): Wrong;
  notMatching(value: string, pattern: RegExp): Wrong;
  tooFewItems(found: number, minimum: number): string;
  /** Each type of a choice finds a fault in the value. */
  noChoice(value: unknown, faults: readonly Fault[]): Fault;
  /** Members of an object are looked at in the order of the object, strangers where they come; or as declared. */
  readonly membersIn: 'their-order' | 'declared-order';
  /** Whether a number is one of the engine's integers. */
  isInteger(value: unknown): boolean;
}

/** A member of an object; one that may be left out, or be null. */
export type Member = Type | { readonly optional: Type };

/** The types of an engine, which speak its words. */
export interface Types {
  readonly any: Type;
  readonly text: Type;
  readonly flag: Type;
  readonly number: Type;
  readonly integer: Type;
  readonly run: Type;
  integerFrom(minimum: number): Type;
  textLike(pattern: RegExp): Type;
  oneOf(values: readonly string[], label?: string): Type;
  list(items: Type, minimum?: number): Type;
  /** `label`: the name that a signature has for it. */
  object(members: Readonly<Record<string, Member>>, label?: string): Type;
  /** An object with any keys. */
  dictionary(values?: Type): Type;
  either(...types: readonly Type[]): Type;
  parameter(name: string, type: Type): Parameter;
  optional(name: string, type: Type): Parameter;
}

/** All members may be left out. */
export const optionalMembers = (members: Readonly<Record<string, Type>>): Record<string, Member> =>
  Object.fromEntries(Object.entries(members).map(([key, optional]) => [key, { optional }]));

export function typesIn(words: SchemaWords): Types {
  const check = (type: Type, value: unknown): Fault | undefined =>
    type.takes(value) ? type.faultIn?.(value) : { path: [], ...words.wrongType(type, value) };
  const checkAt = (key: string | number, type: Type, value: unknown): Fault | undefined => {
    const fault = check(type, value);
    return fault && { ...fault, path: [key, ...fault.path] };
  };
  const simple = (base: BaseType, takes: (value: unknown) => boolean): Type => ({ label: base, base, takes });
  const integer = simple('integer', words.isInteger);
  const refined = (type: Type, wrongIn: (value: unknown) => Wrong | undefined, label = type.label): Type => ({
    ...type,
    label,
    faultIn: (value) => {
      const wrong = wrongIn(value);
      return wrong && { path: [], ...wrong };
    },
  });
  const text = simple('string', isString);
  const parameter = (name: string, type: Type): Parameter => ({
    name,
    label: type.label,
    takes: type.takes,
    faultIn: (value) => {
      const fault = type.faultIn?.(value);
      return fault && words.at(fault.path, fault.text);
    },
    ...(type.hasMembers && { isReadOnce: true }),
  });
  return {
    any: simple('any', isAnything),
    text,
    flag: simple('boolean', (value) => typeof value === 'boolean'),
    number: simple('number', (value) => typeof value === 'number'),
    integer,
    run: simple('function', isFunction),
    integerFrom: (minimum) =>
      refined(integer, (value) => (Number(value) < minimum ? words.tooSmall(Number(value), minimum) : undefined)),
    textLike: (pattern) =>
      refined(text, (value) => (pattern.test(String(value)) ? undefined : words.notMatching(String(value), pattern))),
    oneOf: (values, label) =>
      refined(
        text,
        (value) => (values.includes(String(value)) ? undefined : words.notOneOf(value, values)),
        label ?? 'string',
      ),
    list: (items, minimum = 0) => ({
      ...simple('array', isList),
      faultIn: (value) => {
        const found: unknown[] = Array.isArray(value) ? value : [];
        const fault = firstFault(found.entries(), ([index, item]) => checkAt(index, items, item));
        if (fault || found.length >= minimum) return fault;
        return { path: [], text: words.tooFewItems(found.length, minimum) };
      },
    }),
    object: (members, label = 'object') => ({
      ...simple('object', isObject),
      label,
      hasMembers: true,
      faultIn: (value) => faultInMembers(value, members, words, checkAt),
    }),
    dictionary: (values) => ({
      ...simple('object', isObject),
      ...(values && {
        faultIn: (value) => firstFault(entriesOf(value), ([key, item]) => checkAt(key, values, item)),
      }),
    }),
    either: (...types) => ({
      ...simple('choice', (value) => types.some((type) => type.takes(value))),
      label: `[${types.map(({ label }) => label).join('|')}]`,
      faultIn: (value) => {
        const faults: Fault[] = [];
        for (const type of types) {
          const fault = check(type, value);
          if (!fault) return undefined;
          faults.push(fault);
        }
        return words.noChoice(value, faults);
      },
    }),
    parameter,
    optional: (name, type) => ({ ...parameter(name, type), optional: true }),
  };
}

function faultInMembers(
  value: unknown,
  members: Readonly<Record<string, Member>>,
  words: SchemaWords,
  checkAt: (key: string, type: Type, value: unknown) => Fault | undefined,
): Fault | undefined {
  const found = new Map(entriesOf(value));
  const faultOf = (key: string, member: Member): Fault | undefined => {
    const item = found.get(key);
    if ('optional' in member)
      return item === undefined || item === null ? undefined : checkAt(key, member.optional, item);
    return found.has(key) ? checkAt(key, member, item) : { path: [], text: words.missing(key) };
  };
  const isStrange = (key: string): boolean => !Object.hasOwn(members, key);
  if (words.membersIn === 'their-order') {
    const fault = firstFault(found.keys(), (key) => {
      const member = members[key];
      return isStrange(key) || !member ? { path: [], text: words.unexpected([key]) } : faultOf(key, member);
    });
    return fault ?? firstFault(Object.entries(members), ([key, member]) => faultOf(key, member));
  }
  const fault = firstFault(Object.entries(members), ([key, member]) => faultOf(key, member));
  const strange = [...found.keys()].filter(isStrange);
  return fault ?? (strange.length > 0 ? { path: [], text: words.unexpected(strange) } : undefined);
}

/** Own members. Those that code of the object's owner answers are asked once. */
const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

function firstFault<Item>(items: Iterable<Item>, faultOf: (item: Item) => Fault | undefined): Fault | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault) return fault;
  }
  return undefined;
}
