/**
 * Why a native connection did not come about or ended, in our words. `native` and `browser` find it; the engine turns it
 * into the text that extension code sees, or into none.
 */
export type NativeFailureCode =
  | 'HOST_NAME_INVALID'
  | 'PERMISSION_MISSING'
  | 'CALLER_IS_CONTENT_SCRIPT'
  | 'BLOCKED_BY_POLICY'
  | 'HOST_NOT_FOUND'
  | 'MANIFEST_UNUSABLE'
  | 'CALLER_FORBIDDEN'
  | 'PATH_MISSING'
  | 'PATH_NOT_EXECUTABLE'
  | 'LAUNCH_FAILED'
  | 'HOST_EXITED'
  | 'FRAME_TOO_LARGE'
  | 'FRAME_EMPTY'
  | 'MESSAGE_NOT_JSON'
  | 'READ_FAILED'
  | 'WRITE_FAILED';

/** A failure with the facts that an engine's wording needs. */
export interface NativeFailure {
  readonly code: NativeFailureCode;
  readonly application: string;
  /** Size that the header announced, with `FRAME_TOO_LARGE`. */
  readonly bytes?: number;
  readonly limitBytes?: number;
}
