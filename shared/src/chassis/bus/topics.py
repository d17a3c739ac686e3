"""The topics as the broker keeps them: created where missing, and never with fewer copies demanded than they have."""

from collections.abc import Sequence
from datetime import timedelta

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError
from aiokafka.errors import for_code as error_for_code

from contracts.topics import Topic

IN_SYNC = "min.insync.replicas"
OF_THE_TOPIC = 1
"""Where a value comes from, as the broker tells it: set for this topic itself."""


async def create_topics(bootstrap: str, topics: Sequence[Topic], *, prefix: str = "", replicas: int = 1) -> None:
    """Creates what is missing, and raises what an existing topic demands of its copies where that is too little;
    else it is left as it is. Raises KafkaError where the broker refuses."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        response = await admin.create_topics([_new(topic, prefix, replicas) for topic in topics])
        for name, code, *_ in response.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise error_for_code(code)(f"topic {name}")
        await _demand_copies(admin, [prefix + topic.name for topic in topics])
    finally:
        await admin.close()


def in_sync(copies: int) -> int:
    """How many copies must have an event before it counts as kept.

    Two from three on: with one an acknowledged event may be lost with the only broker that has it. With two copies
    two would stop everything whenever one broker restarts.
    """
    return 2 if copies >= 3 else 1


def _new(topic: Topic, prefix: str, replicas: int) -> NewTopic:
    return NewTopic(
        name=prefix + topic.name,
        num_partitions=topic.partitions,
        replication_factor=replicas,
        topic_configs={
            "retention.ms": str(_milliseconds(topic.retention)),
            "cleanup.policy": "delete",
            "max.message.bytes": str(topic.largest),
            IN_SYNC: str(in_sync(replicas)),
        },
    )


def _milliseconds(retention: timedelta | None) -> int:
    return -1 if retention is None else retention // timedelta(milliseconds=1)


async def _demand_copies(admin: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """By the copies that each topic has, not by those that the settings wish for: a topic of one copy that demanded
    two could not be written to at all."""
    copies = {
        found["topic"]: min(len(partition["replicas"]) for partition in found["partitions"])
        for found in await admin.describe_topics(list(names))
        if found["partitions"]
    }
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in copies]
    changed = []
    for answer in await admin.describe_configs(resources):
        for _code, _message, _type, name, entries in answer.resources:
            values = {entry[0]: entry[1] for entry in entries}
            own = {entry[0]: entry[1] for entry in entries if entry[3] == OF_THE_TOPIC}
            if int(values[IN_SYNC]) < in_sync(copies[name]):
                # the request replaces all that was set for a topic, so what was stays in it
                wanted = {**own, IN_SYNC: str(in_sync(copies[name]))}
                changed.append(ConfigResource(ConfigResourceType.TOPIC, name, wanted))
    if changed:
        for answer in await admin.alter_configs(changed):
            for code, message, _type, name in answer.resources:
                if code:
                    raise error_for_code(code)(f"topic {name}: {message}")
