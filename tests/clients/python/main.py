"""Calls the service with Huawei's SDK for Python, unmodified: reads a JSON object with the endpoint, keys and calls from
standard input, and writes the JSON array of what each call returned."""
import json
import re
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkrocketmq import v2


def main():
    given = json.load(sys.stdin)
    try:
        client = new_client(given)
        outcomes = [outcome(client, one) for one in given["calls"]]
    except SdkException as error:
        outcomes = [{"error": describe(error)}]
    json.dump(outcomes, sys.stdout)


def new_client(given):
    credentials = BasicCredentials(given["accessKey"], given["secretKey"], given.get("projectId"))
    if "securityToken" in given:
        credentials = credentials.with_security_token(given["securityToken"])
    if "iamEndpoint" in given:
        credentials = credentials.with_iam_endpoint(given["iamEndpoint"])
    builder = v2.RocketMQClient.new_builder().with_credentials(credentials)
    if "region" in given:
        return builder.with_region(Region(given["region"], given["endpoint"])).build()
    return builder.with_endpoints([given["endpoint"]]).build()


def outcome(client, call):
    method = getattr(client, re.sub("(?<!^)(?=[A-Z])", "_", call["operation"]).lower())
    try:
        return {"response": as_json(method(model(call["operation"] + "Request", call["request"])))}
    except SdkException as error:
        return {"error": describe(error)}


def model(type_name, value):
    """The value as an instance of the SDK's model of this name; the names of models are those in its `openapi_types`."""
    in_list, in_map = re.match(r"list\[(.*)\]", type_name), re.match(r"dict\(str, (.*)\)", type_name)
    if in_list:
        return [model(in_list[1], item) for item in value]
    if in_map:
        return {name: model(in_map[1], item) for name, item in value.items()}
    cls = getattr(v2, type_name, None)
    return value if cls is None else cls(**{name: model(cls.openapi_types[name], item) for name, item in value.items()})


def as_json(value):
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if hasattr(value, "to_dict"):
        value = value.to_dict()
    if isinstance(value, dict):
        return {name: as_json(item) for name, item in value.items() if item is not None}
    return value


def describe(error):
    if isinstance(error, ClientRequestException):
        return {
            "status": error.status_code,
            "code": error.error_code,
            "message": error.error_msg,
            "requestId": error.request_id,
        }
    return {"message": str(error)}


main()
