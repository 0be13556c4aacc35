"""What type checkers must accept: every way to write a value."""

import pulumi
import pulumi_huaweicloud_rocketmq as rocketmq

config = pulumi.Config()
instance_id = config.require("instanceId")

provider = rocketmq.Provider(
    "provider", region="cn-north-4", secret_key=config.require_secret("secretKey"), max_retries=3
)

literals = rocketmq.MigrationGate(
    "literals",
    instance_id=instance_id,
    task_names=["orders"],
    recheck="always",
    on_no_match="wait",
    accept_statuses=["finished", "failed"],
    opts=pulumi.ResourceOptions(
        provider=provider, custom_timeouts=pulumi.CustomTimeouts(create="30m")
    ),
)
enums = rocketmq.MigrationGate(
    "enums",
    rocketmq.MigrationGateArgs(
        instance_id=instance_id,
        task_ids=[literals.id],
        recheck=rocketmq.GateRecheck.ALWAYS,
        on_no_match=rocketmq.GateNoMatchAction.WAIT,
        accept_statuses=[rocketmq.MigrationTaskStatus.FINISHED],
    ),
)

task = rocketmq.MigrationTask(
    "task",
    instance_id=instance_id,
    topics=[
        {"name": "orders", "topic_filter_type": "SINGLE_TAG"},
        rocketmq.TopicArgs(name="returns", topic_filter_type=rocketmq.TopicFilterType.MULTI_TAG),
    ],
    triggers=[1, "second"],
)
from_file = rocketmq.MigrationTask(
    "from-file", instance_id=instance_id, definitions_file=pulumi.FileAsset("definitions.json")
)

tasks = rocketmq.get_migration_tasks(
    instance_id=instance_id, type="all", filter={"types": ["rocketmq"], "statuses": ["failed"]}
)
failed: list[str] = [task.name for task in tasks.tasks if task.status == "failed"]
later = rocketmq.get_migration_tasks_output(
    instance_id=instance_id,
    filter=rocketmq.MigrationTaskFilter(statuses=[rocketmq.MigrationTaskStatus.FAILED]),
    opts=pulumi.InvokeOutputOptions(depends_on=[task]),
)
details = rocketmq.get_migration_task(instance_id=instance_id, task_id="x")
reasons: list[str] = [failure.reason for failure in details.failures]

status: pulumi.Output[str] = task.status
all_finished: pulumi.Output[bool] = later.all_finished
