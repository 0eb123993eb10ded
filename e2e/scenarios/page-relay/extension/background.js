chrome.runtime.onConnect.addListener((port) => {
  console.log(`connected: ${port.name}, ${port.sender.url}, frame ${port.sender.frameId}`);
  port.onMessage.addListener(({ question, seen, heard }) => {
    console.log(question === undefined ? heard : `asked: ${question}; the relay saw ${seen}`);
    if (question !== undefined) port.postMessage({ answer: `you asked: ${question}` });
    if (heard === 'answered: you asked: on a click') console.log('done');
  });
});
console.log('background is ready');
