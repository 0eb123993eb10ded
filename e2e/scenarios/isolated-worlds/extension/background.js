console.log('background is ready');
