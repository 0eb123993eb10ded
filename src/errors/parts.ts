import type { NativePortError } from './base.js';

/** What an error of ours tells people and programs, as plain data. */
export interface ErrorParts<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

export const partsOf = <Code extends string>({ code, message, hint }: NativePortError<Code>): ErrorParts<Code> => ({
  code,
  message,
  hint,
});

/** What a foreign error says, for a sentence of ours. */
export const causeText = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
