new Promise(() => undefined);
