globalThis.ran = [...(globalThis.ran ?? []), 'after'];
