globalThis.ran = [...(globalThis.ran ?? []), 'throws'];
throw new Error('in a file');
