import com.pulumi.core.Output;
import io.github.huaweicloudrocketmq.MigrationGateArgs;
import io.github.huaweicloudrocketmq.MigrationTaskArgs;
import io.github.huaweicloudrocketmq.Utilities;
import io.github.huaweicloudrocketmq.enums.GateRecheck;
import io.github.huaweicloudrocketmq.enums.MigrationTaskStatus;
import io.github.huaweicloudrocketmq.enums.TopicFilterType;
import io.github.huaweicloudrocketmq.inputs.TopicArgs;

/** Builds arguments in each way that the SDK offers. */
class Program {
    public static void main(String[] args) {
        MigrationGateArgs.builder()
            .instanceId("an instance")
            .taskNames("orders", "returns")
            .acceptStatuses(MigrationTaskStatus.Finished, MigrationTaskStatus.Failed)
            .recheck(GateRecheck.Always)
            .build();
        MigrationTaskArgs.builder()
            .instanceId(Output.of("an instance"))
            .topics(TopicArgs.builder().name("orders").topicFilterType(TopicFilterType.SingleTag).build())
            .definitionsFile("definitions.json")
            .build();
        System.out.println(Utilities.getVersion());
    }
}
