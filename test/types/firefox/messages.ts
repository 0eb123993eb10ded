/** What the parts of the sample add-on say to each other. Firefox clones it, so it need not be JSON. */
export interface Visit {
  readonly kind: 'visit';
  readonly at: Date;
  readonly words: ReadonlyMap<string, number>;
}
interface Question {
  readonly kind: 'question';
  readonly text: string;
}
export type Message = Visit | Question;

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'visit' || value.kind === 'question');
