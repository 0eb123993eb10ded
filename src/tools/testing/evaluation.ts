import type { Evaluated } from '../runner/index.js';
import { contextGone, evaluationStuck, notCloneable } from './errors.js';
import { functionSource } from './function-source.js';
import { followed } from './lazy-wait.js';
import type { TestWorld } from './test-world.js';

/** Where code can be run. */
export interface EvaluationTarget {
  readonly world: TestWorld;
  /** The context's name in the events. */
  readonly name: string;
  /** `args`: `source` is a function. Undefined: the context ended first. */
  run(source: string, args?: readonly unknown[]): Promise<Evaluated | undefined>;
}

/** Runs code somewhere else; see `TestContext.evaluate`. */
export function evaluateIn<Result, Args extends readonly unknown[]>(
  target: EvaluationTarget,
  code: ((...args: Args) => Result) | string,
  args: Args,
): Promise<Awaited<Result>> {
  const { world } = target;
  const ran = typeof code === 'string' ? target.run(code) : target.run(functionSource(code), args);
  const evaluated = ran.then(
    (answer) => resultOf(target, answer) as Awaited<Result>,
    (error: unknown) => {
      throw isCloneError(error) ? notCloneable(target.name, error) : error;
    },
  );
  return followed(evaluated, world.watch, (why) => evaluationStuck(target.name, why, world.story));
}

function resultOf({ world, name }: EvaluationTarget, evaluated: Evaluated | undefined): unknown {
  if (evaluated === undefined) throw contextGone(name, world.story);
  if ('result' in evaluated) return evaluated.result;
  if ('thrown' in evaluated) throw evaluated.thrown;
  const { error } = evaluated;
  if (error.name === 'DataCloneError') throw notCloneable(name, new Error(error.message));
  throw Object.assign(new Error(error.message), { name: error.name, stack: world.stacks.map(error.stack) });
}

const isCloneError = (error: unknown): boolean => error instanceof DOMException && error.name === 'DataCloneError';
