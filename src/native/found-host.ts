import type { HostManifest } from '../manifest/index.js';

/** A host that can be launched: by `findHost`, by `readHost`, or put together by hand from a command line. */
export interface FoundHost {
  readonly application: string;
  /** The program; on POSIX also argv[0], with its symbolic links as they are. */
  readonly path: string;
  /** Arguments after the path. */
  readonly args: readonly string[];
  /** Folder that the host starts in. */
  readonly cwd: string;
  /** `''` without a manifest. */
  readonly manifestPath: string;
  readonly manifest?: HostManifest;
}

/** A place where a manifest may be, and what was there. */
export interface LookedAt {
  /** A file, or a key of the Windows registry. */
  readonly place: string;
  readonly scope: 'user' | 'system';
  readonly found: 'nothing' | 'unusable' | 'usable';
  /** What is wrong, with `unusable`. */
  readonly why?: string;
}
