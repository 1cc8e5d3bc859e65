"""A small app with each trigger and each mistake, run by the host and the worker."""

# ruff: noqa: ARG001  # a trigger function has its parameter, used or not

import os

import azure.functions as func
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

app = func.FunctionApp()
pages = func.Blueprint()
steps = func.Blueprint()


@pages.route(route="hello/{name}", auth_level=func.AuthLevel.ANONYMOUS, methods=["GET"])
def hello(req: func.HttpRequest) -> func.HttpResponse:
    greeting = f"{req.params.get('greeting', 'Hello')} {req.route_params['name']}"
    headers = {"Set-Cookie": "seen=1; Path=/", "X-Method": req.method}
    return func.HttpResponse(greeting, headers=headers, status_code=201)


@pages.route(route="echo", auth_level=func.AuthLevel.ANONYMOUS, methods=["POST"])
def echo(req: func.HttpRequest) -> str:
    return req.get_body().decode()


@pages.route(route="guarded", methods=["GET"])
def guarded(req: func.HttpRequest, context: func.Context) -> str:
    return f"{context.function_name} {req.method}"


@pages.route(route="empty", auth_level=func.AuthLevel.ANONYMOUS)
def empty(req: func.HttpRequest):
    return None


@pages.route(route="broken", auth_level=func.AuthLevel.ANONYMOUS)
def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("no luck")


@pages.route(route="awaited", auth_level=func.AuthLevel.ANONYMOUS)
async def awaited(req: func.HttpRequest) -> str:
    return "awaited"


@steps.timer_trigger(arg_name="timer", schedule="%SAMPLE_SCHEDULE%")
def start(timer: func.TimerRequest) -> None:
    send("first", f"past_due={timer.past_due}")


@steps.timer_trigger(arg_name="timer", schedule="0 0 6 * * 1-5")
def careless(timer: func.TimerRequest):
    return "a timer must not return anything"


@steps.timer_trigger(arg_name="timer", schedule="0 0 6 1 jan *")
def look(timer: func.TimerRequest) -> None:
    if timer.past_due:
        raise ValueError("late")


@steps.queue_trigger(
    arg_name="message", queue_name="%SAMPLE_PREFIX%first", connection="SAMPLE_STORAGE"
)
def first(message: func.QueueMessage) -> None:
    send("second", message.get_body().decode())


@steps.queue_trigger(
    arg_name="message", queue_name="%SAMPLE_PREFIX%second", connection="SAMPLE_STORAGE"
)
def second(message: func.QueueMessage):
    if message.get_body() == b"wrong":
        raise ValueError(f"attempt {message.dequeue_count}")
    return "must not be" if message.get_body() == b"returned" else None


app.register_functions(pages)
app.register_functions(steps)


def send(step, text):
    connection = os.environ["SAMPLE_STORAGE"]
    queue = QueueClient.from_connection_string(
        connection,
        f"{os.environ['SAMPLE_PREFIX']}{step}",
        message_encode_policy=TextBase64EncodePolicy(),
    )
    with queue:
        queue.send_message(text)
