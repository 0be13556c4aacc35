"""Lists all tasks of an instance with Huawei's Python SDK and a loop by hand: page after page, each once."""
import json
import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkrocketmq.v2 import ListRocketMqMigrationTaskRequest, RocketMQClient

given = json.loads(sys.argv[1])
credentials = BasicCredentials("BENCHACCESSKEY", "secret key of the bench", given["projectId"])
client = RocketMQClient.new_builder().with_credentials(credentials).with_endpoints([given["endpoint"]]).build()


def list_all():
    tasks, page = [], 1
    while True:
        answer = client.list_rocket_mq_migration_task(
            ListRocketMqMigrationTaskRequest(instance_id=given["instanceId"], offset=page, limit=50))
        tasks += answer.task
        if len(tasks) >= answer.total or not answer.task:
            return len(tasks)
        page += 1


calls = []
for _ in range(given["calls"]):
    started, cpu_before = time.perf_counter(), time.process_time()
    count = list_all()
    calls.append({
        "tasks": count,
        "seconds": time.perf_counter() - started,
        "cpuSeconds": time.process_time() - cpu_before,
    })
print(json.dumps({"calls": calls}))
