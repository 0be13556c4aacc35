"""Migrates a RocketMQ cluster's own export, and deploys what needs it once every migration has finished.

The same program in TypeScript, Go, Java and YAML is in the folders beside this one.

    mqadmin exportMetadata -n localhost:9876 -c DefaultCluster -f .
    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    pulumi stack init dev
    pulumi config set huaweicloud-rocketmq:region cn-north-4    # keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK
    pulumi config set instanceId …
    pulumi config set --path 'otherMigrations[0]' payments
    pulumi config set --secret brokerPassword
    pulumi up
"""

import pulumi
import pulumi_huaweicloud_rocketmq as rocketmq

config = pulumi.Config()
instance_id = config.require("instanceId")

# A function reads and never waits. It also runs in a preview.
before = rocketmq.get_migration_tasks_output(instance_id=instance_id)

# Runs a migration and waits until it has finished. With strict, it is an error if anything in the file would be lost.
orders = rocketmq.MigrationTask(
    "orders",
    instance_id=instance_id,
    metadata_file="metadata.json",
    strict=True,
    opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="30m")),
)

# Waits for migrations that others run, after our own. If one fails, the update fails and says why.
gate = rocketmq.MigrationGate(
    "gate",
    instance_id=instance_id,
    task_names=config.require_object("otherMigrations"),
    recheck=rocketmq.GateRecheck.ALWAYS,
    opts=pulumi.ResourceOptions(depends_on=[orders]),
)

# The password is a secret, and so is everything that contains it: Pulumi encrypts it in the state and does not show it.
connection = pulumi.Output.concat("consumers:", config.require_secret("brokerPassword"), "@", instance_id)

# Stands for your deployment. depends_on holds it back until the gate is released.
pulumi.Stash(
    "consumers",
    input={"connection": connection, "migration": orders.task_id},
    opts=pulumi.ResourceOptions(depends_on=[gate]),
)

# With depends_on, a function reads after the gate was released.
after = rocketmq.get_migration_tasks_output(
    instance_id=instance_id,
    opts=pulumi.InvokeOutputOptions(depends_on=[gate]),
)

pulumi.export("failedBefore", before.summary.failed)
pulumi.export("finishedAfter", after.summary.finished)
pulumi.export("taskName", orders.name)
pulumi.export("status", orders.status)
pulumi.export("waitedFor", gate.task_names)
pulumi.export("connection", connection)
