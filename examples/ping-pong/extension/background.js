// @ts-check
// Opens a connection to the native host when the background starts. A click on the extension's button says "ping" twice:
// over that connection, and in a message of its own, for which the browser starts one more host.

const HOST = 'ping_pong';

const port = chrome.runtime.connectNative(HOST);

port.onMessage.addListener((answer) => {
  console.log('connectNative received', answer);
});

port.onDisconnect.addListener(() => {
  // Chromium tells the reason here; in Firefox it is in port.error.
  console.log('disconnected', chrome.runtime.lastError?.message ?? '');
});

chrome.action.onClicked.addListener(async () => {
  console.log('clicked');
  port.postMessage('ping');
  try {
    // Chromium takes only objects here, Firefox takes anything.
    const answer = await chrome.runtime.sendNativeMessage(HOST, { text: 'ping' });
    console.log('sendNativeMessage received', answer);
  } catch (error) {
    console.error('sendNativeMessage failed:', error);
  }
});
