globalThis.ran = [...(globalThis.ran ?? []), 'first'];
new Promise((resolve) => setTimeout(resolve, 50, 'first'));
