import type { Container, Objects } from "./objects.ts";

/** The variables that each Secret holds, by its name. */
export type SecretKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What a container finds in its environment.
 *
 * @throws where it names what is not there
 */
export function environmentOf(
  { name, env = [], envFrom = [] }: Container,
  objects: Objects,
  secrets: SecretKeys,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { configMapRef, secretRef } of envFrom) {
    const values = secretRef
      ? secrets[secretRef.name]
      : objects.find(
          ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMapRef?.name,
        )?.data;
    if (values === undefined && !secretRef?.optional) {
      throw new Error(`${name} refers to ${(secretRef ?? configMapRef)?.name}, which is not there`);
    }
    Object.assign(environment, values);
  }
  for (const { name: variable, value } of env) {
    if (value === undefined) {
      throw new Error(`${name} has ${variable} from elsewhere, which is not known here`);
    }
    environment[variable] = value;
  }
  return environment;
}
