// Migrates a RocketMQ cluster's own export, and deploys what needs it once every migration has finished. The same program in
// TypeScript, Python, Java and YAML is in the folders beside this one.
//
//	mqadmin exportMetadata -n localhost:9876 -c DefaultCluster -f .
//	go mod tidy
//	pulumi stack init dev
//	pulumi config set huaweicloud-rocketmq:region cn-north-4    # keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK
//	pulumi config set instanceId …
//	pulumi config set --path 'otherMigrations[0]' payments
//	pulumi config set --secret brokerPassword
//	pulumi up
package main

import (
	"fmt"

	rocketmq "github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go/huaweicloudrocketmq"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(migrate)
}

func migrate(ctx *pulumi.Context) error {
	conf := config.New(ctx, "")
	instanceID := pulumi.String(conf.Require("instanceId"))
	var otherMigrations []string
	if err := conf.TryObject("otherMigrations", &otherMigrations); err != nil {
		return fmt.Errorf("otherMigrations: %w", err)
	}

	// A function reads and never waits. It also runs in a preview.
	before := rocketmq.GetMigrationTasksOutput(ctx, rocketmq.GetMigrationTasksOutputArgs{InstanceId: instanceID})

	// Runs a migration and waits until it has finished. With Strict, it is an error if anything in the file would be lost.
	orders, err := rocketmq.NewMigrationTask(ctx, "orders", &rocketmq.MigrationTaskArgs{
		InstanceId:   instanceID,
		MetadataFile: pulumi.String("metadata.json"),
		Strict:       pulumi.Bool(true),
	}, pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "30m"}))
	if err != nil {
		return err
	}

	// Waits for migrations that others run, after our own. If one fails, the update fails and says why.
	gate, err := rocketmq.NewMigrationGate(ctx, "gate", &rocketmq.MigrationGateArgs{
		InstanceId: instanceID,
		TaskNames:  pulumi.ToStringArray(otherMigrations),
		Recheck:    rocketmq.GateRecheckAlways,
	}, pulumi.DependsOn([]pulumi.Resource{orders}))
	if err != nil {
		return err
	}

	// The password is a secret, and so is everything that contains it: Pulumi encrypts it in the state and does not show it.
	connection := pulumi.Sprintf("consumers:%s@%s", conf.RequireSecret("brokerPassword"), instanceID)

	// Stands for your deployment. DependsOn holds it back until the gate is released.
	released := pulumi.DependsOn([]pulumi.Resource{gate})
	_, err = pulumi.NewStash(ctx, "consumers", &pulumi.StashArgs{
		Input: pulumi.Map{"connection": connection, "migration": orders.TaskId},
	}, released)
	if err != nil {
		return err
	}

	// With DependsOn, a function reads after the gate was released.
	after := rocketmq.GetMigrationTasksOutput(ctx, rocketmq.GetMigrationTasksOutputArgs{InstanceId: instanceID}, released)

	ctx.Export("failedBefore", before.Summary().Failed())
	ctx.Export("finishedAfter", after.Summary().Finished())
	ctx.Export("taskName", orders.Name)
	ctx.Export("status", orders.Status)
	ctx.Export("waitedFor", gate.TaskNames)
	ctx.Export("connection", connection)
	return nil
}
