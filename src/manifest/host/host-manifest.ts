/** A host manifest that the browser accepts, with the keys of the file. Keys that the browser ignores are left out. */
export interface HostManifest {
  readonly name: string;
  readonly description: string;
  readonly type: 'stdio';
  readonly path: string;
  /** Chromium's allow list: match patterns, as written. */
  readonly allowed_origins?: readonly string[];
  /** Firefox's allow list: add-on ids, as written. */
  readonly allowed_extensions?: readonly string[];
  /** Chromium only; absent when the file does not say it as a boolean. */
  readonly supports_native_initiated_connections?: boolean;
}
