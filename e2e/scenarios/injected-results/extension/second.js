globalThis.ran = [...(globalThis.ran ?? []), 'second'];
('second');
