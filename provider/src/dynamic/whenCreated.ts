import * as pulumi from "@pulumi/pulumi";

/** Internal properties of a component: the SDK has no other way to the resources in it. */
interface ComponentParts {
  readonly __data?: Promise<unknown>;
  readonly __childResources?: ReadonlySet<pulumi.Resource>;
}

/**
 * Resolves when the resources are created. Unknown in a preview while one of them is not. A component counts as all resources
 * in it, as everywhere in Pulumi.
 */
export function whenCreated(dependsOn: pulumi.InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply(async (given) => {
    const resources = await customResources([given ?? []].flat());
    return pulumi.all(resources.map(({ id }) => id));
  });
}

async function customResources(resources: readonly pulumi.Resource[]): Promise<pulumi.CustomResource[]> {
  const found = await Promise.all(
    resources.map(async (resource) => {
      if (pulumi.CustomResource.isInstance(resource)) return [resource];
      const component = resource as ComponentParts;
      await component.__data;
      return customResources([...(component.__childResources ?? [])]);
    }),
  );
  return found.flat();
}
