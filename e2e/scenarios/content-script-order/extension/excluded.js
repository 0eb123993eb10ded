globalThis.excludedRan = true;
