import * as pulumi from "@pulumi/pulumi";
import { refuseProvider } from "./refuseProvider.ts";
import { secretNames } from "./secretNames.ts";
import { whenCreated } from "./whenCreated.ts";

/** Calls a function of the package in this process. */
export async function callFunction<Result>(
  name: string,
  args: object,
  opts: pulumi.InvokeOptions = {},
): Promise<Result> {
  refuseProvider(name, opts);
  return run(name, args, { config: pulumi.runtime.allConfig(), secrets: [] });
}

/** Calls it when its arguments are known and what it depends on is there. */
export function callFunctionOutput<Result>(
  name: string,
  args: object,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Result> {
  refuseProvider(name, opts);
  const config = pulumi.runtime.allConfig();
  const values = pulumi.output(args as Record<string, unknown>);
  // As through the plugin: a resource that an argument comes from counts as one that the call depends on.
  const sources = pulumi.getAllResources(values).then((resources) => whenCreated([...resources]));
  return pulumi
    .all([values, secretNames(args), sources, whenCreated(opts.dependsOn)])
    .apply(([known, secrets]) => run<Result>(name, known, { config, secrets }));
}

async function run<Result>(
  name: string,
  args: object,
  call: { config: Record<string, string>; secrets: string[] },
): Promise<Result> {
  // A program must not end before its calls have.
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const { invoke } = await import("./core.ts");
    return (await invoke(name, args, call)) as Result;
  } finally {
    done();
  }
}
