import vm from 'node:vm';

/**
 * A function as an expression for another realm. What a compiler puts around functions to keep their names is there, too.
 * A method written short (`{ background() {} }`) becomes one again.
 */
export function functionSource(fn: (...args: never[]) => unknown): string {
  const source = Function.prototype.toString.call(fn);
  const expression = isExpression(source) ? `(${source})` : `({ ${source} })[${JSON.stringify(fn.name)}]`;
  return `((__name) => ${expression})((named) => named)`;
}

function isExpression(source: string): boolean {
  try {
    new vm.Script(`(${source})`);
    return true;
  } catch {
    return false;
  }
}

/** A script: text as it is, or a function that is called. */
export const scriptOf = (code: string | (() => unknown)): string =>
  typeof code === 'string' ? code : `${functionSource(code)}();\n`;
