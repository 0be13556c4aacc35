import * as pulumi from "@pulumi/pulumi";

/** The names of the properties that are or contain a secret. */
export async function secretNames(properties: object): Promise<string[]> {
  const names = await Promise.all(
    Object.entries(properties).map(async ([name, value]) =>
      (await pulumi.isSecret(pulumi.output(value))) ? [name] : [],
    ),
  );
  return names.flat();
}
