// Only that the first one arrives, and no gap is left, is the same in each run of Chromium: between one and five arrive.
// The host keeps a diary of what it gets; a second port reads it, once the first host has seen the end of its stdin.
const HOST = 'org.nativeport.keeps_a_diary';

function ask(port, message) {
  return new Promise((resolve) => {
    port.onMessage.addListener(resolve);
    port.postMessage(message);
  });
}

async function read(diary) {
  const port = chrome.runtime.connectNative(HOST);
  const lines = await ask(port, { read: diary });
  port.disconnect();
  return lines.join(', ');
}

async function run() {
  const running = chrome.runtime.connectNative(HOST);
  console.log(`the host runs: ${await ask(running, { diary: 'running', note: 'up', answer: true })}`);
  for (let n = 1; n <= 5; n += 1) running.postMessage({ diary: 'running', note: `post ${n}` });
  running.disconnect();
  const kept = (await read('running')).split(', ');
  const expected = ['up', 'post 1', 'post 2', 'post 3', 'post 4', 'post 5'].slice(0, kept.length - 1);
  console.log(
    `while the host runs: ${kept.slice(0, 2).join(', ')}, in order: ${[...expected, 'end'].join(', ') === kept.join(', ')}`,
  );

  const patient = chrome.runtime.connectNative(HOST);
  for (let n = 1; n <= 50; n += 1) patient.postMessage({ diary: 'patient', note: `post ${n}` });
  console.log(`fifty at once: ${await ask(patient, { diary: 'patient', note: 'last', answer: true })}`);
  patient.disconnect();
  console.log(`with patience: ${await read('patient')}`);

  const silent = chrome.runtime.connectNative(HOST);
  await ask(silent, { diary: 'silent', note: 'up', answer: true });
  silent.onDisconnect.addListener(() => console.log('our own disconnect() is no event'));
  silent.onMessage.addListener(() => console.log('a message after disconnect()'));
  silent.postMessage({ diary: 'silent', note: 'question', answer: true });
  silent.disconnect();
  silent.disconnect();
  console.log(`disconnected twice: ${await read('silent')}`);
  console.log('done');
}
run();
