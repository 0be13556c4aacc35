"""What type checkers must refuse, line by line."""

import pulumi_huaweicloud_rocketmq as rocketmq

rocketmq.MigrationGate("unknown-argument", instance_id="a", taskNames=["orders"])
rocketmq.MigrationGate("number", instance_id="a", recheck=1)
rocketmq.get_migration_tasks(instance_id="a").tasks[0].state
