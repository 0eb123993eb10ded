import vm from 'node:vm';
import type { Evaluated, Evaluation, WorkerReport } from '../background-setup.js';
import { extensionStack } from '../extension-stack.js';
import { textOf } from './trace-value.js';

/** Runs the code in this realm's global scope, and reports what it came to. */
export async function evaluate(evaluation: Evaluation, report: (report: WorkerReport) => void): Promise<void> {
  const tell = (evaluated: Evaluated): void => report({ type: 'evaluated', id: evaluation.evaluate, ...evaluated });
  const evaluated = await outcomeOf(evaluation);
  try {
    tell(evaluated);
  } catch (error) {
    tell({ error: partsOf(error) }); // a structured clone cannot hold it
  }
}

async function outcomeOf({ source, args }: Evaluation): Promise<Evaluated> {
  try {
    const value: unknown = new vm.Script(source, { filename: 'evaluate()' }).runInThisContext();
    return { result: args && typeof value === 'function' ? await value(...args) : await value };
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? { error: partsOf(error) } : { thrown: error };
  }
}

function partsOf(error: unknown): { name: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: textOf(error), stack: '' };
  const { name, message, stack } = error;
  return { name: String(name), message: String(message), stack: extensionStack(String(stack)) };
}
