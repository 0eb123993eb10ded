console.log(`last: a variable of another entry is ${globalThis.seenByLaterScripts}`);
// Entries of one manifest that run at the same moment keep no sure order among each other.
setTimeout(() => {
  console.log(
    `the script with globs ran: ${globalThis.globRan}; the one with exclusions ran: ${globalThis.excludedRan}`,
  );
  console.log(`${location.pathname.slice(1)} is over`);
}, 1000);
