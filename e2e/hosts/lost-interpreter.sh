#!/nonexistent/nativeport/interpreter
