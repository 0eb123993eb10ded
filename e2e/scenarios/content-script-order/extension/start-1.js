if (self === top) {
  const { readyState, documentElement, head, body } = document;
  const has = (thing) => (thing ? 'with' : 'without');
  console.log(`start-1: ${readyState}, ${has(documentElement)} root, ${has(head)} head, ${has(body)} body`);
}
if (self === top) document.addEventListener('DOMContentLoaded', () => console.log('start-1: DOMContentLoaded'));
// Frames keep no order among each other.
if (location.pathname === '/frames.html') {
  const found = [];
  addEventListener('message', ({ data }) => found.push(data));
  setTimeout(() => console.log(`frames: ${found.sort().join(', ')}`), 700);
}
