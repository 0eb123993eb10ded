import { optionsPageOf } from '../../manifest/index.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';

export const managementCalls = (extension: CalledExtension): ApiCalls => ({
  'management.getSelf': () => {
    const { id, manifest, baseUrl, permissions, parts } = extension;
    const { names, origins } = permissions;
    const info = { id, manifest, baseUrl, permissions: names, origins, optionsPage: optionsPageOf(manifest) };
    return { result: parts.engine.self.infoOf(info) };
  },
});
