const me = `content script ${self === top ? 'main' : self.name}`;
const tell = (what, sender) => chrome.runtime.sendMessage({ told: [`${me}, ${what}`, sender] });
chrome.runtime.onMessage.addListener((message, sender) => {
  tell(message, sender);
});
chrome.runtime.onConnect.addListener((port) => {
  tell(`onConnect ${port.name}`, port.sender);
});
chrome.runtime.sendMessage({ from: me });
chrome.runtime.connect({ name: me });
// One of the two ids is that of the second extension, in each family of browsers.
for (const id of ['ncnllenomibfbloacndjlofgcndpnjmc', 'second@nativeport.example']) {
  try {
    if (self !== top) continue;
    chrome.runtime.sendMessage(id, { from: me }).catch(() => undefined);
    chrome.runtime.connect(id, { name: me });
  } catch {
    // not an id here
  }
}
