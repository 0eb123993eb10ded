const told = (error) => `${error.name}: ${error.message}`;
async function attempt(title, call) {
  try {
    return `${title}: ${JSON.stringify(await call())}`;
  } catch (error) {
    return `${title}: ${told(error)}`;
  }
}
(async () => {
  const notes = [
    `areas ${Object.keys(chrome.storage)
      .filter((key) => /^[a-z]/.test(key))
      .sort()}`,
  ];
  notes.push(await attempt('local.set', () => chrome.storage.local.set({ ofContentScript: [1] })));
  notes.push(await attempt('local.get', () => chrome.storage.local.get()));
  notes.push(`session ${typeof chrome.storage.session}`);
  if (chrome.storage.session) {
    notes.push(await attempt('session.get', () => chrome.storage.session.get()));
    notes.push(await attempt('session.set', () => chrome.storage.session.set({ a: 1 })));
  }
  chrome.runtime.sendMessage({ notes });
})();
