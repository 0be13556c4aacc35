// Records the requests of Terraform's provider for Huawei Cloud: it makes them with golangsdk, the provider's own client,
// in the order and with the bodies of the provider's resource huaweicloud_dms_rocketmq_migration_task and its data
// sources. The provider itself cannot run without Terraform. Its arguments are the URL of a running emulator and the file
// to write:
//
//	go mod tidy && go run . http://127.0.0.1:41234 requests.json
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/chnsz/golangsdk"
	"github.com/chnsz/golangsdk/openstack"
	"github.com/chnsz/golangsdk/openstack/identity/v3/domains"
	"github.com/chnsz/golangsdk/pagination"
)

const (
	region     = "cn-north-4"
	instanceId = "22222222-3333-4444-8555-666666666666"
)

type request struct {
	Method  string            `json:"method"`
	Target  string            `json:"target"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// recorder notes each request as it goes over the wire, and lets it through.
type recorder struct {
	requests []request
}

func (r *recorder) RoundTrip(sent *http.Request) (*http.Response, error) {
	noted := request{sent.Method, sent.URL.RequestURI(), map[string]string{}, ""}
	for name := range sent.Header {
		noted.Headers[name] = sent.Header.Get(name)
	}
	if sent.Body != nil {
		body, err := io.ReadAll(sent.Body)
		if err != nil {
			return nil, err
		}
		noted.Body = string(body)
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	r.requests = append(r.requests, noted)
	return http.DefaultTransport.RoundTrip(sent)
}

func main() {
	url, file := os.Args[1], os.Args[2]
	recorded := &recorder{}
	permanent := golangsdk.AKSKAuthOptions{AccessKey: "EMULATORACCESSKEY", SecretKey: "emulator-secret-key-that-is-no-secret"}
	temporary := golangsdk.AKSKAuthOptions{
		AccessKey:     "EMULATORTEMPORARYKEY",
		SecretKey:     "emulator-temporary-secret-key",
		SecurityToken: "emulator-security-token==",
	}
	// The IDs are those of tasks in scenario.json: new tasks have other IDs in each run.
	run(url, permanent, "permanent", "00000000-0000-4000-8000-000000000001", recorded)
	run(url, temporary, "temporary", "00000000-0000-4000-8000-000000000002", recorded)
	text, err := json.MarshalIndent(recorded.requests, "", "  ")
	check(err)
	check(os.WriteFile(file, append(text, '\n'), 0o644))
}

// run does what `terraform apply`, a refresh and `terraform destroy` do.
func run(url string, keys golangsdk.AKSKAuthOptions, suffix, taskId string, recorded *recorder) {
	keys.IdentityEndpoint, keys.Region, keys.WithUserCatalog = url+"/v3", region, true
	forProject, forDomain := keys, keys
	forProject.ProjectName = region
	client, domain := newClient(forProject, recorded), newClient(forDomain, recorded)

	_, err := domains.List(&golangsdk.ServiceClient{ProviderClient: domain, Endpoint: url + "/v3/", ResourceBase: url + "/v3/auth/"}, nil).AllPages()
	check(err)
	service := &golangsdk.ServiceClient{ProviderClient: client, Endpoint: url + "/"}
	instances := fmt.Sprintf("%s/v2/%s/instances", url, client.AKSKAuthOptions.ProjectId)
	instance := instances + "/" + instanceId
	metadata := instance + "/metadata"
	send := func(method, path string, body any) {
		_, err := service.Request(method, path, &golangsdk.RequestOpts{KeepResponseBody: true, JSONBody: body})
		check(err)
	}

	for _, task := range []struct {
		name, kind string
		body       any
	}{
		{"tf-full-" + suffix, "rocketmq", fullRocketMq},
		{"tf-minimal-" + suffix, "rocketmq", minimalRocketMq},
		{"tf-rabbit-" + suffix, "rabbitToRocket", rabbitMq},
	} {
		send("GET", instance, nil)
		send("POST", fmt.Sprintf("%s?name=%v&overwrite=%v&type=%v", metadata, task.name, "true", task.kind), task.body)
		send("GET", fmt.Sprintf("%s?id=%s&type=vhost", metadata, taskId), nil)
	}
	// The data sources: tasks, topics, consumer groups and instances.
	send("GET", metadata, nil)
	for _, list := range []string{"/topics", "/groups"} {
		_, err := pagination.ListAllItems(service, "offset", instance+list, &pagination.QueryOpts{MarkerField: ""})
		check(err)
	}
	send("GET", instance+"/topics/tf-topic", nil)
	send("GET", instance+"/groups/tf-group", nil)
	send("GET", instances+"?engine=reliability&name=rocketmq&status=RUNNING", nil)
	send("DELETE", metadata, map[string]any{"task_ids": []string{taskId}})
}

func newClient(keys golangsdk.AKSKAuthOptions, recorded *recorder) *golangsdk.ProviderClient {
	client, err := openstack.NewClient(keys.IdentityEndpoint)
	check(err)
	client.UserAgent.Prepend("terraform-provider-iac")
	client.HTTPClient = http.Client{Transport: recorded}
	check(openstack.Authenticate(client, keys))
	return client
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// What the provider sends for a configuration with every argument.
var fullRocketMq = map[string]any{
	"topicConfigTable": map[string]any{"tf-topic": map[string]any{
		"order": false, "perm": 6, "readQueueNums": 16, "topicFilterType": "SINGLE_TAG", "topicName": "tf-topic",
		"topicSysFlag": 0, "writeQueueNums": 16,
	}},
	"subscriptionGroupTable": map[string]any{"tf-group": map[string]any{
		"consumeBroadcastEnable": true, "consumeEnable": true, "consumeFromMinEnable": true,
		"notifyConsumerIdsChangedEnable": true, "groupName": "tf-group", "retryMaxTimes": 16, "retryQueueNums": 1,
		"whichBrokerWhenConsumeSlow": 1,
	}},
}

// What it sends for a topic of which only the name is set: Terraform fills in zero values.
var minimalRocketMq = map[string]any{
	"topicConfigTable": map[string]any{"tf-minimal": map[string]any{
		"order": false, "perm": 0, "readQueueNums": 0, "topicFilterType": "", "topicName": "tf-minimal", "topicSysFlag": 0,
		"writeQueueNums": 0,
	}},
	"subscriptionGroupTable": map[string]any{},
}

var rabbitMq = map[string]any{
	"vhosts":    []any{map[string]any{"name": "tf-vhost"}},
	"queues":    []any{map[string]any{"name": "tf-queue", "vhost": "tf-vhost", "durable": false}},
	"exchanges": []any{map[string]any{"name": "tf-direct", "vhost": "tf-vhost", "type": "topic", "durable": false}},
	"bindings": []any{map[string]any{
		"source": "tf-direct", "vhost": "tf-vhost", "destination": "tf-queue", "destination_type": "queue",
		"routing_key": "tf-queue",
	}},
}
