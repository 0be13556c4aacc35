// Calls the service with Huawei's SDK for Go, unmodified: reads a JSON object with the endpoint, keys and calls from
// standard input, and writes the JSON array of what each call returned.
package main

import (
	"encoding/json"
	"errors"
	"log"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	rocketmq "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/rocketmq/v2"
)

type input struct {
	Endpoint      string
	AccessKey     string
	SecretKey     string
	SecurityToken string
	ProjectId     string
	Region        string
	IamEndpoint   string
	Calls         []call
}

type call struct {
	Operation string
	Request   json.RawMessage
}

type outcome struct {
	Response any      `json:"response,omitempty"`
	Error    *failure `json:"error,omitempty"`
}

type failure struct {
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestId string `json:"requestId"`
}

func main() {
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	outcomes := []outcome{}
	client, err := newClient(given)
	if err != nil {
		outcomes = append(outcomes, outcome{Error: describe(err)})
	} else {
		for _, one := range given.Calls {
			response, err := operations(client)[one.Operation](one.Request)
			if err != nil {
				outcomes = append(outcomes, outcome{Error: describe(err)})
			} else {
				outcomes = append(outcomes, outcome{Response: response})
			}
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcomes); err != nil {
		log.Fatal(err)
	}
}

func newClient(given input) (*rocketmq.RocketMQClient, error) {
	credentials := basic.NewCredentialsBuilder().WithAk(given.AccessKey).WithSk(given.SecretKey)
	if given.SecurityToken != "" {
		credentials = credentials.WithSecurityToken(given.SecurityToken)
	}
	if given.ProjectId != "" {
		credentials = credentials.WithProjectId(given.ProjectId)
	}
	if given.IamEndpoint != "" {
		credentials = credentials.WithIamEndpointOverride(given.IamEndpoint)
	}
	auth, err := credentials.SafeBuild()
	if err != nil {
		return nil, err
	}
	builder := rocketmq.RocketMQClientBuilder().WithCredential(auth)
	if given.Region != "" {
		builder = builder.WithRegion(region.NewRegion(given.Region, given.Endpoint))
	} else {
		builder = builder.WithEndpoint(given.Endpoint)
	}
	http, err := builder.SafeBuild()
	if err != nil {
		return nil, err
	}
	return rocketmq.NewRocketMQClient(http), nil
}

func operations(client *rocketmq.RocketMQClient) map[string]func(json.RawMessage) (any, error) {
	return map[string]func(json.RawMessage) (any, error){
		"ListRocketMqMigrationTask":        caller(client.ListRocketMqMigrationTask),
		"CreateRocketMqMigrationTask":      caller(client.CreateRocketMqMigrationTask),
		"BatchDeleteRocketMqMigrationTask": caller(client.BatchDeleteRocketMqMigrationTask),
		"ListInstances":                    caller(client.ListInstances),
		"ShowInstance":                     caller(client.ShowInstance),
		"ListRocketInstanceTopics":         caller(client.ListRocketInstanceTopics),
		"ShowOneTopic":                     caller(client.ShowOneTopic),
		"ListInstanceConsumerGroups":       caller(client.ListInstanceConsumerGroups),
		"ShowGroup":                        caller(client.ShowGroup),
	}
}

// caller makes an operation take its request as JSON, with the names of the SDK's own model.
func caller[Request, Response any](operation func(*Request) (*Response, error)) func(json.RawMessage) (any, error) {
	return func(text json.RawMessage) (any, error) {
		request := new(Request)
		if err := json.Unmarshal(text, request); err != nil {
			return nil, err
		}
		return operation(request)
	}
}

func describe(err error) *failure {
	var refusal *sdkerr.ServiceResponseError
	if errors.As(err, &refusal) {
		return &failure{refusal.StatusCode, refusal.ErrorCode, refusal.ErrorMessage, refusal.RequestId}
	}
	return &failure{Message: err.Error()}
}
