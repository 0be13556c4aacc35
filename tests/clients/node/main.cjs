// Calls the service with Huawei's SDK for Node.js, unmodified: reads a JSON object with the endpoint, keys and calls from
// standard input, and writes the JSON array of what each call returned.
const { readFileSync } = require("node:fs");
const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { Region } = require("@huaweicloud/huaweicloud-sdk-core/region/region.js");
const sdk = require("@huaweicloud/huaweicloud-sdk-rocketmq/v2/public-api.js");

function newClient(given) {
  const credentials = new BasicCredentials().withAk(given.accessKey).withSk(given.secretKey);
  if (given.projectId !== undefined) credentials.withProjectId(given.projectId);
  if (given.securityToken !== undefined) credentials.withSecurityToken(given.securityToken);
  if (given.iamEndpoint !== undefined) credentials.withIamEndpoint(given.iamEndpoint);
  const builder = sdk.RocketMQClient.newBuilder().withCredential(credentials);
  if (given.region === undefined) builder.withEndpoint(given.endpoint);
  else builder.withRegion(new Region(given.region, given.endpoint));
  return builder.build();
}

async function outcome(client, { operation, request }) {
  const method = operation[0].toLowerCase() + operation.slice(1);
  try {
    // Requests are instances of the SDK's models, whose fields have the names of the wire.
    const { httpStatusCode, ...response } = await client[method](
      Object.assign(new sdk[`${operation}Request`](), request),
    );
    return { response };
  } catch (error) {
    return {
      error: {
        status: error.httpStatusCode,
        code: error.errorCode,
        message: error.errorMsg ?? error.message,
        requestId: error.requestId,
      },
    };
  }
}

async function main() {
  const given = JSON.parse(readFileSync(0, "utf8"));
  const client = newClient(given);
  const outcomes = [];
  for (const call of given.calls) outcomes.push(await outcome(client, call));
  process.stdout.write(JSON.stringify(outcomes));
}

void main();
