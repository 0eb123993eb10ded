/** A function that takes a callback, or returns a promise. */
export interface Ask<Args extends readonly unknown[], Result> {
  (...args: Args): Promise<Result>;
  (...args: [...Args, callback: (result: Result) => void]): void;
}

/** The same; `Optional` may be left out. */
export interface AskWith<Optional, Result> extends Ask<[], Result> {
  (options: Optional | null | undefined): Promise<Result>;
  (options: Optional | null | undefined, callback: (result: Result) => void): void;
}

export interface ConnectInfo {
  readonly name?: string;
  /** Accepted, without effect. */
  readonly includeTlsChannelId?: boolean;
}
