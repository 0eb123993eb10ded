const me = `page ${self === top ? 'in a tab' : 'in a frame'}`;
chrome.runtime.onMessage.addListener((message, sender) => {
  if (message === 'background speaks') chrome.runtime.sendMessage({ told: [`${me}, ${message}`, sender] });
});
chrome.runtime.sendMessage({ from: me });
chrome.runtime.connect({ name: me });
