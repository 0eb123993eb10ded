globalThis.ofMainWorld = 'here';
