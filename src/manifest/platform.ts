/** The systems whose rules differ, as Node names them. Every other Unix counts as `linux`. */
export type Platform = 'linux' | 'darwin' | 'win32';
