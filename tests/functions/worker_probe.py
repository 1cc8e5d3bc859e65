"""Index, load and invoke an app through the library that Azure's worker loads.

Run by Python 3.13 with azure-functions-runtime; the job comes on standard input as
{"root": folder, "calls": [...]} and the outcome goes to standard output, both JSON.
Plain objects stand in for the protobuf messages that the host would send.
"""

import asyncio
import importlib
import json
import os
import sys
from types import SimpleNamespace


class Message(SimpleNamespace):
    """A protobuf message: any fields, and WhichOneof for the one that is set."""

    def WhichOneof(self, _group):  # noqa: N802  # protobuf's name
        return next(iter(vars(self)), None)


class StatusResult(Message):
    Failure, Success = 0, 1


class BindingInfo(Message):
    undefined = 0
    out, inout = 1, 2


PROTOS = SimpleNamespace(
    BindingInfo=BindingInfo,
    StatusResult=StatusResult,
    **dict.fromkeys(
        (
            "FunctionLoadResponse",
            "FunctionMetadataResponse",
            "InvocationResponse",
            "ParameterBinding",
            "RpcException",
            "RpcFunctionMetadata",
            "RpcHttp",
            "RpcRetryOptions",
            "TypedData",
            "WorkerInitResponse",
            "WorkerMetadata",
        ),
        Message,
    ),
    RpcHttpCookie=type(
        "RpcHttpCookie",
        (Message,),
        {"SameSite": SimpleNamespace(**{"None": 0}, Lax=1, Strict=2, ExplicitNone=3)},
    ),
    **dict.fromkeys(
        ("NullableBool", "NullableDouble", "NullableString", "NullableTimestamp"),
        Message,
    ),
)


async def probe(job):
    worker = importlib.import_module("azure_functions_runtime")  # on 3.13 only

    worker.start_threadpool_executor()
    init = Message(capabilities={}, function_app_directory=job["root"])
    started = await worker.worker_init_request(envelope("worker_init_request", init))
    if started.result.status != StatusResult.Success:
        return {"error": started.result.exception.message, "functions": [], "calls": []}
    indexed = await worker.functions_metadata_request(None)
    ids = {one.name: one.function_id for one in indexed.function_metadata_results}
    for function_id in ids.values():
        load = Message(function_id=function_id)
        await worker.function_load_request(envelope("function_load_request", load))
    return {
        "error": None,
        "functions": [described(one) for one in indexed.function_metadata_results],
        "calls": [await invoked(worker, ids, call) for call in job["calls"]],
    }


def envelope(kind, content):
    properties = {"host": "127.0.0.1", "protos": PROTOS}
    return SimpleNamespace(request=Message(**{kind: content}), properties=properties)


def described(function):
    bindings = [json.loads(text) for text in function.raw_bindings]
    return {"name": function.name, "bindings": bindings}


async def invoked(worker, ids, call):
    data, metadata = trigger(call)
    request = Message(
        invocation_id="00000000-0000-0000-0000-000000000001",
        function_id=ids[call["function"]],
        input_data=[Message(data=data, name=call["argument"])],
        trigger_metadata=metadata,
        trace_context=Message(trace_parent="", trace_state="", attributes={}),
        retry_context=Message(retry_count=0, max_retry_count=0, exception=None),
    )
    answer = await worker.invocation_request(envelope("invocation_request", request))
    ok = answer.result.status == StatusResult.Success
    outcome = {"function": call["function"], "ok": ok}
    if not ok:
        return outcome | {"error": answer.result.exception.message}
    return outcome | returned(answer.return_value)


def trigger(call):
    if call["kind"] == "timer":
        return typed(json=json.dumps({"IsPastDue": call.get("past_due", False)})), {}
    if call["kind"] == "queue":
        metadata = {
            "Id": typed(string="1"),
            "DequeueCount": typed(json="1"),
            "PopReceipt": typed(string="receipt"),
        }
        return typed(string=call["body"]), metadata
    http = Message(
        method=call["method"],
        url=f"http://localhost/api/{call['function']}",
        headers=call.get("headers", {}),
        params=call.get("route_params", {}),
        query=call.get("params", {}),
        body=typed(bytes=call.get("body", "").encode()),
    )
    return typed(http=http), {}


def typed(**value):
    return Message(**value)


def returned(value):
    if not value:
        return {"status": None, "body": None}
    if value.WhichOneof("data") == "string":
        return {"status": 200, "body": value.string}
    http = value.http
    body = http.body.bytes.decode()
    return {"status": int(http.status_code), "body": body}


if __name__ == "__main__":
    job = json.load(sys.stdin)
    os.chdir(job["root"])
    sys.path.insert(0, job["root"])
    print(json.dumps(asyncio.run(probe(job))))  # noqa: T201  # the answer
