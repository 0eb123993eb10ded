globalThis.globRan = true;
