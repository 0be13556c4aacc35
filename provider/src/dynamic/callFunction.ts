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

/** Calls a function once its arguments are known and what it depends on is created. */
export function callFunctionOutput<Result>(
  name: string,
  args: object,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Result> {
  refuseProvider(name, opts);
  const config = pulumi.runtime.allConfig();
  const values = pulumi.output(args as Record<string, unknown>);
  // As with the plugin, the call depends on the resources that its arguments come from.
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
  // Keeps the program alive until the call has ended.
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const core = await import("./core/index.ts");
    return (await core.callFunction(name, args, call)) as Result;
  } finally {
    done();
  }
}
