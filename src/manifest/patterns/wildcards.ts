/** What `?` and `\` mean; `*` always stands for any number of characters, none included. */
export interface WildcardRules {
  readonly question: 'literal' | 'one' | 'at-most-one';
  /** Whether `\` takes the meaning from the character after it. */
  readonly escapes: boolean;
}

type Step = { readonly kind: 'letter'; readonly letter: string } | { readonly kind: 'any' | 'one' | 'optional' };

/**
 * A test for whether a whole text has the form of `pattern`. Letters count by case. It takes time in proportion to the
 * length of the text times that of the pattern, whatever they are: both may come from someone else.
 */
export function compileWildcards(pattern: string, rules: WildcardRules): (text: string) => boolean {
  const steps = [...stepsOf(pattern, rules)];
  if (steps.every(({ kind }) => kind === 'letter')) {
    const letters = lettersOf(steps);
    return (text) => text === letters;
  }
  if (steps.at(-1)?.kind === 'any' && steps.slice(0, -1).every(({ kind }) => kind === 'letter')) {
    const start = lettersOf(steps);
    return (text) => text.startsWith(start);
  }
  return (text) => follow(steps, text);
}

function* stepsOf(pattern: string, { question, escapes }: WildcardRules): Iterable<Step> {
  let isEscaped = false;
  for (const letter of pattern) {
    if (isEscaped) {
      isEscaped = false;
      yield { kind: 'letter', letter };
    } else if (escapes && letter === '\\') isEscaped = true;
    else if (letter === '*') yield { kind: 'any' };
    else if (letter === '?' && question !== 'literal') yield { kind: question === 'one' ? 'one' : 'optional' };
    else yield { kind: 'letter', letter };
  }
}

const lettersOf = (steps: readonly Step[]): string =>
  steps.map((step) => (step.kind === 'letter' ? step.letter : '')).join('');

/** Walks all ways through the pattern at once: `reached` holds the steps before which the text so far may stand. */
function follow(steps: readonly Step[], text: string): boolean {
  let reached = withSkipped(new Set([0]), steps);
  for (const letter of text) {
    const next = new Set<number>();
    for (const at of reached) {
      const step = steps[at];
      if (step === undefined) continue;
      if (step.kind === 'any') next.add(at);
      else if (step.kind !== 'letter' || step.letter === letter) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reached = withSkipped(next, steps);
  }
  return reached.has(steps.length);
}

/** Steps that may stand for nothing can be passed over. A Set that grows while it is walked is walked to its end. */
function withSkipped(reached: Set<number>, steps: readonly Step[]): Set<number> {
  for (const at of reached) {
    const kind = steps[at]?.kind;
    if (kind === 'any' || kind === 'optional') reached.add(at + 1);
  }
  return reached;
}
