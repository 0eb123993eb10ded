// The host keeps a diary of what it gets; a second port reads it, once the first host has seen the end of its stdin.
const HOST = 'org.nativeport.keeps_a_diary';

async function read(diary) {
  const port = chrome.runtime.connectNative(HOST);
  const lines = await new Promise((resolve) => {
    port.onMessage.addListener(resolve);
    port.postMessage({ read: diary });
  });
  port.disconnect();
  return lines.join(', ');
}

async function run() {
  for (const posts of [1, 5]) {
    const port = chrome.runtime.connectNative(HOST);
    port.onDisconnect.addListener(() => console.log('our own disconnect() is no event'));
    for (let n = 1; n <= posts; n += 1) port.postMessage({ diary: `of ${posts}`, note: `post ${n}` });
    port.disconnect();
    console.log(`${posts} posts: ${await read(`of ${posts}`)}`);
  }
  console.log('done');
}
run();
