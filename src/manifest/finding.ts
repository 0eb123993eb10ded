/** One thing that is wrong, or surprising, in a manifest. */
export interface Finding<Code extends string = string> {
  readonly code: Code;
  /** Where: a JSON path such as `$.allowed_origins[1]`; `$` is the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to do; starts with a verb. */
  readonly remedy: string;
  /** `error`: the browser refuses the file. `warning`: it goes on, but probably not as the author thinks. */
  readonly severity: 'error' | 'warning';
  /** What the browser writes to its own log, without the prefix that names the host; extension code never sees it. */
  readonly engineText?: string;
}

/** `$.a.b[1]`, with brackets and quotes around a key that is not an identifier. */
export function jsonPath(...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `${path}.${step}` : `${path}[${JSON.stringify(step)}]`;
  }, '$');
}

/** Whether the browser refuses the file. */
export const isError = (finding: Finding): boolean => finding.severity === 'error';
