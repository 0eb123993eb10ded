console.log('page: deferred script');
