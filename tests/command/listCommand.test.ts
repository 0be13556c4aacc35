import { expect } from "chai";
import {
  defaultInstanceId,
  defaultScenario,
  type Emulator,
  emptyInstanceId,
  finishedInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { pipelineEnvironment, runCommand } from "./commandProcess.ts";

describe("rocketmq-migration list and show", () => {
  let emulator: Emulator;
  let environment: Record<string, string>;

  before(async () => {
    emulator = await startEmulator({ scenario: defaultScenario });
    environment = pipelineEnvironment(emulator.url);
  });
  after(() => emulator.close());

  const run = (...args: string[]) => runCommand(args, environment);

  it("lists every task of an instance as a table, across pages", async () => {
    const { status, stdout, stderr } = await run("list", defaultInstanceId);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    const [heading, ...rows] = stdout.trimEnd().split("\n");
    expect(heading).to.match(/^NAME +STATUS +STARTED +TYPE +ID$/);
    expect(rows).to.have.length(emulator.tasks(defaultInstanceId).length);
  });

  it("lists several instances in one table, with the instance of each task", async () => {
    const { stdout } = await run("list", defaultInstanceId, finishedInstanceId, "--status", "finished");
    expect(stdout.split("\n")[0]).to.match(/ INSTANCE$/);
    expect(stdout).to.include(finishedInstanceId).and.to.not.include(" starting ");
  });

  it("says that nothing matches, and exits with 0", async () => {
    expect(await run("list", emptyInstanceId)).to.deep.equal({
      status: 0,
      stdout: "",
      stderr: "No migration tasks match.\n",
    });
  });

  it("selects by name, type and status", async () => {
    const [task] = emulator.tasks(finishedInstanceId);
    const filters = ["--name", task?.name ?? "", "--type", task?.type ?? "", "--status", "finished", "failed"];
    const { stdout } = await run("list", finishedInstanceId, ...filters, "--output", "json");
    expect(JSON.parse(stdout).tasks.map(({ id }: { id: string }) => id)).to.deep.equal([task?.id]);
  });

  it("tells when tasks were started if it knows the service's time zone", async () => {
    const zone = ["--service-time-zone", "+08:00"];
    const { stdout } = await run("list", finishedInstanceId, "--output", "json", ...zone);
    const [task] = JSON.parse(stdout).tasks;
    const [day, time] = task.startDate.split(" ");
    expect(task.startedAt).to.equal(new Date(`${day}T${time}+08:00`).toISOString());
  });

  it("shows a failed task in full, with what was not migrated and why", async () => {
    const failed = emulator.tasks(defaultInstanceId).find(({ status }) => status === "failed");
    const { status, stdout } = await run("show", defaultInstanceId, failed?.id ?? "");
    expect(status).to.equal(0);
    expect(stdout).to.match(/^Status {5}failed\n/m);
    expect(stdout).to.match(/^Submitted {2}\d+ /m);
    expect(stdout).to.match(/^Not migrated:\n {2}\S+ .*: .+$/m);
  });

  it("exits with 5 if the instance has no such task", async () => {
    const { status, stderr } = await run("show", defaultInstanceId, "00000000-0000-4000-8000-000000000000");
    expect(status).to.equal(5);
    expect(stderr).to.match(/^error: Instance .* has no migration task /);
  });

  it("exits with 4 if the instance does not exist, with the service's code and request ID", async () => {
    const { status, stdout, stderr } = await run("list", "99999999-9999-4999-8999-999999999999");
    expect({ status, stdout }).to.deep.equal({ status: 4, stdout: "" });
    expect(stderr).to.match(/^error: .*DMS\.00404022.*request/);
  });

  it("exits with 4 if nothing listens at the endpoint", async () => {
    const unreachable = pipelineEnvironment("http://127.0.0.1:9");
    const { status, stderr } = await runCommand(["list", defaultInstanceId, "--max-retries", "0"], unreachable);
    expect(status).to.equal(4);
    expect(stderr).to.match(/^error: Connection failed while connecting to http:\/\/127\.0\.0\.1:9/);
  });

  it("exits with 2 for a word that is no instance ID", async () => {
    const { status, stderr } = await run("list", "shop");
    expect(status).to.equal(2);
    expect(stderr).to.match(/^error: INSTANCE: Must be an instance ID, .* but is "shop"\./);
  });

  it("shows text of the service as text: no control character reaches a terminal, and a name stays on its line", async () => {
    const name = "evil\u001b[2J\nsecond line\u202e| x <b>";
    emulator.addTask(emptyInstanceId, { name, type: "rocketmq", status: "failed" });
    const id = emulator.tasks(emptyInstanceId)[0]?.id ?? "";
    for (const args of [
      ["list", emptyInstanceId],
      ["show", emptyInstanceId, id],
      ["list", emptyInstanceId, "-o", "markdown"],
    ]) {
      const { stdout } = await run(...args);
      expect(stdout, args.join(" ")).to.not.match(/(?!\n)\p{Cc}/u);
      expect(stdout, args.join(" ")).to.not.match(/^second line/m);
    }
    emulator.removeTask(emptyInstanceId, id);
  });

  it("lists the exit statuses in its help", async () => {
    const { status, stdout } = await run("--help");
    expect(status).to.equal(0);
    for (const line of ["0  finished", "1  a migration failed", "5  no task matches", "143  ended by SIGTERM"]) {
      expect(stdout).to.include(line);
    }
  });
});
