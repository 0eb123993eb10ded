if (self === top) {
  const { readyState, documentElement, head, body } = document;
  const has = (thing) => (thing ? 'with' : 'without');
  console.log(`start-2: ${readyState}, ${has(documentElement)} root, ${has(head)} head, ${has(body)} body`);
}
