const name = location.pathname.slice(1);
const told = (error) => `${error.name}: ${error.message}`;
const notes = [];
const note = (line) => notes.push(line);

const port = chrome.runtime.connect({ name });
port.onMessage.addListener((message) => note(`own port heard ${message}`));
port.onDisconnect.addListener(() => note(`own port onDisconnect ${chrome.runtime.lastError?.message}`));
const given = [];
chrome.runtime.onConnect.addListener((port) => {
  given.push(port);
  port.onMessage.addListener((message) => note(`given port heard ${message}`));
  port.onDisconnect.addListener(() => note('given port onDisconnect'));
});
chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  note(`heard ${message}`);
  if (message === 'who is there') sendResponse(name);
  if (message === 'wait') {
    globalThis.kept = sendResponse;
    return true;
  }
});
chrome.runtime.sendMessage({ waits: name }).then(
  (answer) => note(`the answer is ${answer}`),
  (error) => note(`no answer, ${told(error)}`),
);
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  note('pageshow, persisted');
  for (const [title, each] of [
    ['own port', port],
    ['given port', given[0]],
  ]) {
    try {
      each.postMessage(`${name} is back`);
      note(`${title} took a message`);
    } catch (error) {
      note(`${title}: ${told(error)}`);
    }
  }
  const again = chrome.runtime.connect({ name: `${name} again` });
  again.onMessage.addListener(async (message) => {
    note(`new port heard ${message}`);
    setTimeout(() => chrome.runtime.sendMessage({ notes }), 300);
  });
});
chrome.runtime.sendMessage({ ready: name });
