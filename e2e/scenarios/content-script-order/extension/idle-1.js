if (self === top) {
  const { readyState, documentElement, head, body } = document;
  const has = (thing) => (thing ? 'with' : 'without');
  console.log(
    `idle-1: ${readyState === 'loading' ? 'too early' : 'in time'}, ${has(documentElement)} root, ${has(head)} head, ${has(body)} body`,
  );
}
