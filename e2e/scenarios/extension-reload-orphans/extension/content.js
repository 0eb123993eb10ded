const told = (error) => `${error.name}: ${error.message}`;
const notes = [];
const port = chrome.runtime.connect({ name: 'content script' });
const untouched = chrome.runtime.connect({ name: 'untouched' });
port.onDisconnect.addListener(() => notes.push(`onDisconnect, ${chrome.runtime.lastError?.message}`));
chrome.runtime.onMessage.addListener(() => console.log('never called'));
chrome.runtime.sendMessage('wait').then(
  (answer) => notes.push(`answer ${answer}`),
  (error) => notes.push(`no answer, ${told(error)}`),
);

const show = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
async function attempt(title, call) {
  try {
    const result = call();
    console.log(
      `${title}: ${result instanceof Promise ? `resolves ${show(await result)}` : `returns ${show(result)}`}`,
    );
  } catch (error) {
    console.log(`${title}: ${told(error)}`);
  }
}

document.querySelector('button').addEventListener('click', async () => {
  console.log(`noted before: ${notes.sort().join('; ') || 'nothing'}`);
  const { runtime } = chrome;
  await attempt('runtime.id', () => (runtime.id === undefined ? undefined : 'there'));
  await attempt('port.name', () => port.name);
  await attempt('port.postMessage', () => port.postMessage('late'));
  await attempt('port.onMessage of a port never touched', () => typeof untouched.onMessage);
  await attempt('onDisconnect of a port never touched', () => typeof untouched.onDisconnect);
  await attempt('an event that was read before', () => port.onDisconnect.addListener(() => undefined));
  await attempt('runtime.sendMessage', () => runtime.sendMessage('late'));
  await attempt('runtime.connect', () => typeof runtime.connect());
  await attempt('runtime.getURL', () => typeof runtime.getURL('x'));
  await attempt('runtime.getManifest', () => runtime.getManifest().version);
  await attempt('runtime.lastError', () => runtime.lastError);
  await attempt('runtime.onMessage.addListener', () => runtime.onMessage.addListener(() => undefined));
  await attempt('runtime.onConnect.hasListener', () => runtime.onConnect.hasListener(() => undefined));
  await attempt('chrome.storage', () => typeof chrome.storage.local);
  await attempt('port.disconnect', () => port.disconnect());
  console.log('done');
});
