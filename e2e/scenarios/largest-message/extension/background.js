// What is too large is refused by the call itself, and the port lives on.
const HOST = 'org.nativeport.tells_frames';
const MIB = 1024 * 1024;
const textOfBytes = (bytes) => 'x'.repeat(bytes - 2); // two more are the quotes

async function run() {
  const port = chrome.runtime.connectNative(HOST);
  const bytesOf = (message) =>
    new Promise((resolve) => {
      port.onMessage.addListener(function once({ bytes }) {
        port.onMessage.removeListener(once);
        resolve(bytes);
      });
      port.postMessage(message);
    });
  port.onDisconnect.addListener(() => console.log(`disconnected: ${chrome.runtime.lastError?.message}`));
  console.log(`postMessage, small: ${await bytesOf('x')}`);
  for (const bytes of [64 * MIB + 1, 65 * MIB]) {
    try {
      port.postMessage(textOfBytes(bytes));
      console.log(`postMessage, ${bytes} bytes: accepted`);
    } catch (error) {
      console.log(`postMessage, ${bytes} bytes: throws ${error.name}: ${error.message}`);
    }
  }
  // In UTF-8 it is twice as long as it is in characters.
  try {
    port.postMessage('é'.repeat(32 * MIB));
    console.log('postMessage, two bytes a character: accepted');
  } catch (error) {
    console.log(`postMessage, two bytes a character: throws ${error.name}: ${error.message}`);
  }
  try {
    await chrome.runtime.sendNativeMessage(HOST, { text: textOfBytes(64 * MIB) });
    console.log('sendNativeMessage: accepted');
  } catch (error) {
    console.log(`sendNativeMessage: ${error.name}: ${error.message}`);
  }
  console.log(`postMessage, 4 MiB: ${await bytesOf(textOfBytes(4 * MIB))}`);
  console.log(`postMessage, 4 MiB, two bytes a character: ${await bytesOf('é'.repeat(2 * MIB - 1))}`);
  console.log(`postMessage, small again: ${await bytesOf('y')}`);
  port.disconnect();
  console.log('done');
}
run();
