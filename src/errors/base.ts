/**
 * The parent of every error that nativeport makes. Each folder has one subclass and words its errors in its own
 * `errors.ts`.
 *
 * `code` is API and stays the same between versions. `message` says what happened, with the numbers. `hint` says what
 * to do and starts with a verb. `cause` is the error of the platform behind it, where there is one.
 */
export abstract class NativePortError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly hint: string;

  constructor(code: Code, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
