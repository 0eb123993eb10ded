/** What the parts of the sample extension say to each other. */
export type Request =
  | { readonly type: 'translate'; readonly text: string; readonly to?: string }
  | { readonly type: 'settings' }
  | { readonly type: 'forget'; readonly keys: string[] };

export interface Settings {
  readonly language: string;
  readonly enabled: boolean;
}

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

export type FromBackground = { readonly type: 'highlight'; readonly words: string[] } | { readonly type: 'clear' };
