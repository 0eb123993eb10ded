globalThis.runs = (globalThis.runs ?? 0) + 1;
`first.js, run ${globalThis.runs}`;
