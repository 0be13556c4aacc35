package shop;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import com.pulumi.core.TypeShape;
import com.pulumi.deployment.InvokeOutputOptions;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.CustomTimeouts;
import com.pulumi.resources.Stash;
import com.pulumi.resources.StashArgs;
import io.github.huaweicloudrocketmq.HuaweicloudrocketmqFunctions;
import io.github.huaweicloudrocketmq.MigrationGate;
import io.github.huaweicloudrocketmq.MigrationGateArgs;
import io.github.huaweicloudrocketmq.MigrationTask;
import io.github.huaweicloudrocketmq.MigrationTaskArgs;
import io.github.huaweicloudrocketmq.enums.GateRecheck;
import io.github.huaweicloudrocketmq.inputs.GetMigrationTasksArgs;
import java.time.Duration;
import java.util.Map;

/**
 * Migrates a RocketMQ cluster's own export, and deploys what needs it once every migration has finished. The same program in
 * TypeScript, Python, Go and YAML is in the folders beside this one.
 *
 * <pre>
 * mqadmin exportMetadata -n localhost:9876 -c DefaultCluster -f .
 * pulumi stack init dev
 * pulumi config set huaweicloud-rocketmq:region cn-north-4    # keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK
 * pulumi config set instanceId …
 * pulumi config set --path 'otherMigrations[0]' payments
 * pulumi config set --secret brokerPassword
 * pulumi up
 * </pre>
 */
public final class App {
    public static void main(String[] args) {
        Pulumi.run(App::migrate);
    }

    private static void migrate(Context ctx) {
        var config = ctx.config();
        var instanceId = config.require("instanceId");
        var inInstance = GetMigrationTasksArgs.builder().instanceId(instanceId).build();

        // A function reads and never waits. It also runs in a preview.
        var before = HuaweicloudrocketmqFunctions.getMigrationTasks(inInstance);

        // Runs a migration and waits until it has finished. With strict, it is an error if anything in the file would be lost.
        var orders = new MigrationTask("orders",
            MigrationTaskArgs.builder()
                .instanceId(instanceId)
                .metadataFile("metadata.json")
                .strict(true)
                .build(),
            CustomResourceOptions.builder()
                .customTimeouts(CustomTimeouts.builder().create(Duration.ofMinutes(30)).build())
                .build());

        // Waits for migrations that others run, after our own. If one fails, the update fails and says why.
        var gate = new MigrationGate("gate",
            MigrationGateArgs.builder()
                .instanceId(instanceId)
                .taskNames(config.requireObject("otherMigrations", TypeShape.list(String.class)))
                .recheck(GateRecheck.Always)
                .build(),
            CustomResourceOptions.builder()
                .dependsOn(orders)
                .build());

        // The password is a secret, and so is everything that contains it: Pulumi encrypts it in the state and does not show it.
        var connection = Output.format("consumers:%s@%s", config.requireSecret("brokerPassword"), instanceId);

        // Stands for your deployment. dependsOn holds it back until the gate is released.
        new Stash("consumers",
            StashArgs.builder()
                .input(Map.of("connection", connection, "migration", orders.taskId()))
                .build(),
            CustomResourceOptions.builder()
                .dependsOn(gate)
                .build());

        // With dependsOn, a function reads after the gate was released. (InvokeOutputOptions.builder() has no dependsOn.)
        var after = HuaweicloudrocketmqFunctions.getMigrationTasks(inInstance,
            new InvokeOutputOptions.Builder().dependsOn(gate).build());

        ctx.export("failedBefore", before.applyValue(read -> read.summary().failed()));
        ctx.export("finishedAfter", after.applyValue(read -> read.summary().finished()));
        ctx.export("taskName", orders.name());
        ctx.export("status", orders.status());
        ctx.export("waitedFor", gate.taskNames());
        ctx.export("connection", connection);
    }
}
