import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { environmentScript } from "../../scripts/setup/environment.mjs";

describe("The environment that commands run in", () => {
  /** What a POSIX shell makes of the script. */
  function evaluate(script: string, before: Record<string, string>): string[] {
    const print = 'printf "%s\n" "$PATH" "$NODE_OPTIONS" "$PULUMI_SKIP_UPDATE_CHECK" "$PULUMI_HOME"';
    const { stdout } = spawnSync("/bin/sh", ["-c", `${script}${print}`], { encoding: "utf8", env: before });
    return stdout.split("\n").slice(0, -1);
  }

  it("puts the engine before npm's programs and both before PATH, and sets PULUMI_HOME for our own engine", () => {
    const script = environmentScript("/clone", { folder: "/clone/.tools/bin", pulumiHome: "/clone/.tools" });
    expect(evaluate(script, { PATH: "/usr/bin" })).to.deep.equal([
      "/clone/.tools/bin:/clone/node_modules/.bin:/usr/bin",
      "--disable-warning=ExperimentalWarning",
      "true",
      "/clone/.tools",
    ]);
  });

  it("leaves PULUMI_HOME to the user whose engine it is, and adds to NODE_OPTIONS", () => {
    const script = environmentScript("/clone", { folder: "/opt/pulumi" });
    expect(evaluate(script, { PATH: "/usr/bin", NODE_OPTIONS: "--max-old-space-size=99" })).to.deep.equal([
      "/opt/pulumi:/clone/node_modules/.bin:/usr/bin",
      "--max-old-space-size=99 --disable-warning=ExperimentalWarning",
      "true",
      "",
    ]);
  });

  it("works in a folder whose name a shell would take apart", () => {
    const script = environmentScript("/it's $HOME; a clone", undefined);
    expect(evaluate(script, { PATH: "/usr/bin" })[0]).to.equal("/it's $HOME; a clone/node_modules/.bin:/usr/bin");
  });
});
