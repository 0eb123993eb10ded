/** The two dialects of host and extension manifests: Chrome, Chromium, Edge and their kin; Firefox and its forks. */
export type Family = 'chromium' | 'gecko';
