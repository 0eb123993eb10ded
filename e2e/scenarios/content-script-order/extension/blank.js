if (self !== top) top.postMessage(`${self.name} as blank`, '*');
