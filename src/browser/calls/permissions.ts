import type { PermissionSet } from '../../context/index.js';
import { isPattern, itemsOf, permissionSet } from '../extension/permission-set.js';
import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';

export const permissionsCalls = (extension: CalledExtension): ApiCalls => ({
  'permissions.contains': ([set]) => ({ result: itemsOf(set).every((item) => extension.permissions.holds(item)) }),
  'permissions.getAll': () => {
    const { names: permissions, origins } = extension.permissions;
    const third = extension.parts.engine.api.permission.hasDataCollection ? { data_collection: [] } : {};
    return { result: { origins: origins.sort(), ...third, permissions: permissions.sort() } satisfies PermissionSet };
  },
  'permissions.remove': ([set]) => remove(extension, itemsOf(set)),
  'permissions.request': ([set]) => request(extension, itemsOf(set)),
});

function remove(extension: CalledExtension, items: readonly string[]): Answer {
  const { permissions } = extension;
  const { cannotRemoveText, cannotRemoveUnnamedText } = extension.parts.engine.api.permission;
  const isNamed = (item: string): boolean => permissions.isRequired(item) || permissions.isOptional(item);
  if (cannotRemoveUnnamedText !== undefined && !items.every(isNamed)) return { error: cannotRemoveUnnamedText };
  if (cannotRemoveText !== undefined && items.some((item) => permissions.isRequired(item))) {
    return { error: cannotRemoveText };
  }
  extension.revoke(...items.filter((item) => !permissions.isRequired(item)));
  return { result: true };
}

async function request(extension: CalledExtension, items: readonly string[]): Promise<Answer> {
  const { permissions } = extension;
  const { permission } = extension.parts.engine.api;
  const mayAskFor = (item: string): boolean =>
    permissions.isOptional(item) || (permission.mayRequestRequired && permissions.isRequired(item));
  const refused = items.find((item) => !mayAskFor(item));
  if (refused !== undefined) {
    return {
      error: isPattern(refused) ? permission.notOptionalOriginText(refused) : permission.notOptionalText(refused),
    };
  }
  const missing = items.filter((item) => !permissions.holds(item));
  if (missing.length === 0) return { result: true };
  const isGranted = await extension.parts.askUser({ extension: extension.id, ...permissionSet(missing) });
  if (isGranted && extension.isLoaded) extension.grant(...missing);
  return { result: isGranted };
}
