const port = chrome.runtime.connect({ name: 'relay' });
port.onMessage.addListener(({ answer }) => window.postMessage({ from: 'relay', answer }, location.origin));

window.addEventListener('message', ({ source, origin, data, isTrusted }) => {
  if (data?.to !== 'relay') return;
  const { question, heard } = data;
  const seen = `its own window ${source === window}, origin ${origin}, trusted ${isTrusted}`;
  port.postMessage({ question, seen, heard });
});

document.documentElement.dataset.relay = 'there';
