if (self !== top) top.postMessage(`${self.name} by URL`, '*');
