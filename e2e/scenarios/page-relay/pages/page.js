const post = (message) => window.postMessage({ to: 'relay', ...message }, location.origin);

window.addEventListener('message', ({ source, origin, data }) => {
  if (data.from !== 'relay') return;
  post({ heard: `answered: ${data.answer}` });
  if (data.answer !== 'you asked: at once') return;
  post({ heard: `the page sees its own window ${source === window}, origin ${origin}` });
  const frame = document.createElement('iframe'); // of the other site
  frame.src = 'http://two.test/frame.html';
  document.body.append(frame);
});

document.querySelector('button').addEventListener('click', () => post({ question: 'on a click' }));
post({ question: 'at once' });
post({
  heard: `the relay is ${document.documentElement.dataset.relay}, the page has ${typeof globalThis.chrome?.runtime}`,
});
