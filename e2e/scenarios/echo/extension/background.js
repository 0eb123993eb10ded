// On start a port says hello; on each click the port and a single message do.
const HOST = 'org.nativeport.echo';
let clicks = 0;

const port = chrome.runtime.connectNative(HOST);
port.onMessage.addListener(async (message) => {
  console.log(`port: ${JSON.stringify(message)}`);
  if (message === 'hello') console.log('ready');
  if (message?.ping === undefined) return;
  const reply = await chrome.runtime.sendNativeMessage(HOST, { pong: message.ping });
  console.log(`sendNativeMessage: ${JSON.stringify(reply)}`);
  console.log(`pong ${message.ping}`);
  if (message.ping < 2) return;
  port.disconnect();
  console.log('done');
});
port.onDisconnect.addListener(() => console.log('disconnected'));

chrome.action.onClicked.addListener((tab) => {
  clicks += 1;
  console.log(`click ${clicks}, tab is an ${typeof tab}`);
  port.postMessage({ ping: clicks });
});

for (const message of [{ text: 'é€🙂' }, [1, 2.5, -0, null], true, null, 'hello']) port.postMessage(message);
