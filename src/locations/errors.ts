import { NativePortError } from '../errors/index.js';

export type LocationErrorCode = 'HOST_NAME_UNSAFE' | 'REGISTRY_VALUE_NOT_TEXT' | 'REGISTRY_PATH_RELATIVE';

/** A place for manifests cannot be used as asked. */
export class LocationError extends NativePortError<LocationErrorCode> {
  override readonly name = 'LocationError';
}

export const hostNameUnsafe = (name: string): LocationError =>
  new LocationError(
    'HOST_NAME_UNSAFE',
    `${JSON.stringify(name.slice(0, 120))} is no host name, so no file and no key is named after it.`,
    'Check the name with isHostName first.',
  );

export const registryValueNotText = (key: string, type: string): LocationError =>
  new LocationError(
    'REGISTRY_VALUE_NOT_TEXT',
    `The default value of the registry key ${key} is ${type}, not a text.`,
    'Set the default value of the key to the full path of the manifest, as REG_SZ.',
  );

export const registryPathRelative = (key: string, path: string): LocationError =>
  new LocationError(
    'REGISTRY_PATH_RELATIVE',
    `The registry key ${key} names the manifest ${JSON.stringify(path)}, which is not an absolute path.`,
    'Set the default value of the key to the full path of the manifest, from the drive on.',
  );
