// @ts-check
// Two ways to speak to com.my_company.my_application: one message with one answer, and a connection that stays.

const APPLICATION = 'com.my_company.my_application';

chrome.runtime.sendNativeMessage(APPLICATION, { text: 'Hello' }, (response) => {
  if (chrome.runtime.lastError) console.error('sendNativeMessage failed:', chrome.runtime.lastError.message);
  else console.log('Received', response);
});

const port = chrome.runtime.connectNative(APPLICATION);

port.onMessage.addListener((message) => {
  console.log('Received', message);
  port.postMessage({ text: 'Bye' });
});

port.onDisconnect.addListener(() => {
  console.log('Disconnected:', chrome.runtime.lastError?.message);
});

port.postMessage({ text: 'Hello, my_application' });
