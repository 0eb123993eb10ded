// @ts-check
// Answers each greeting on the port it came from, so every tab gets its own answer.

chrome.runtime.onConnect.addListener((port) => {
  const from = port.sender?.url;

  port.onMessage.addListener((greeting) => {
    console.log(`${from} says: ${greeting}`);
    port.postMessage(`Hello, ${from}`);
  });

  port.onDisconnect.addListener(() => {
    // Chromium tells here why, where there is a reason, and complains when nobody reads it.
    console.log(`${from} has left`, chrome.runtime.lastError?.message ?? '');
  });
});
