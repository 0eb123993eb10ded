const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));
const notes = [];
function note(line) {
  notes.push(line);
  if (notes.length === 3) for (const line of [...notes.sort(), 'page noted all']) console.log(line);
}

const port = chrome.runtime.connect({ name: 'open' });
port.onDisconnect.addListener(() => note(`page: own port, ${chrome.runtime.lastError?.message} ${told(port.error)}`));
chrome.runtime.onConnect.addListener((given) => {
  given.onDisconnect.addListener(() => {
    note(`page: given port, ${chrome.runtime.lastError?.message} ${told(given.error)}`);
  });
  given.postMessage('here');
});
chrome.runtime.sendMessage('hold').then(
  (answer) => note(`page: answer ${answer}`),
  (error) => note(`page: no answer, ${told(error)}`),
);

const on = (id, listener) => document.getElementById(id).addEventListener('click', listener);
on('burst', async () => {
  const first = chrome.runtime.connect({ name: 'first' });
  first.postMessage(1);
  const answer = chrome.runtime.sendMessage('between');
  first.postMessage(2);
  const second = chrome.runtime.connect({ name: 'second' });
  second.postMessage(3);
  first.postMessage(4);
  await Promise.all(
    [first, second].map(
      (each) => new Promise((resolve) => each.onMessage.addListener((m) => m === 'enough' && resolve())),
    ),
  );
  console.log(`page: the answer is ${await answer}`);
  console.log('page: the burst is over');
});
on('message', async () => {
  console.log(`page: the answer is ${await chrome.runtime.sendMessage('wake up').catch(told)}`);
  console.log('page: the message is answered');
});
on('brief', () => {
  const brief = chrome.runtime.connect({ name: 'brief' });
  brief.postMessage('only this');
  brief.disconnect();
});
on('store', () => chrome.storage.local.set({ value: Math.random() }));
