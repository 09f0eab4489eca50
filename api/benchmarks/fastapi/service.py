"""The ingest API as FastAPI and aiokafka would have it: the comparison of bench-api.ts.

One process, uvloop, httptools. It does what the Node service does for every request: verifies the
token, validates the mark, and answers when Kafka has it with acks=all.
"""

import os
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Annotated, Literal
from uuid import UUID

import jwt
from aiokafka import AIOKafkaProducer
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field

SECRET = os.environ["JWT_SECRET"]
TOPIC = os.environ["KAFKA_TOPIC"]
LINGER_MS = int(os.environ.get("LINGER_MS", "0"))


class PostedMark(BaseModel):
    model_config = ConfigDict(extra="forbid")
    mark_id: UUID
    film_id: UUID
    position_s: int = Field(ge=0, le=4294967295)
    event_time: datetime
    platform: Literal["web", "ios", "android", "tv"]


class PostedBatch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    marks: list[PostedMark] = Field(min_length=1, max_length=500)


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.producer = AIOKafkaProducer(
        bootstrap_servers=os.environ["KAFKA_BROKERS"], acks="all", linger_ms=LINGER_MS
    )
    await app.state.producer.start()
    yield
    await app.state.producer.stop()


app = FastAPI(lifespan=lifespan)


async def user_of_token(authorization: Annotated[str, Header()]) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise HTTPException(401)
    try:
        claims = jwt.decode(
            token,
            SECRET,
            algorithms=["HS256"],
            issuer="viewmarks-auth",
            audience="viewmarks-api",
            options={"require": ["exp", "sub", "iss", "aud"]},
        )
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error
    return claims["sub"]


def message(mark: PostedMark, user_id: str) -> tuple[bytes, bytes]:
    time = mark.event_time.astimezone(timezone.utc)
    event_time = time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
    value = (
        f'{{"mark_id":"{mark.mark_id}","user_id":"{user_id}","film_id":"{mark.film_id}",'
        f'"position_s":{mark.position_s},"event_time":"{event_time}","platform":"{mark.platform}"}}'
    )
    return f"{user_id}:{mark.film_id}".encode(), value.encode()


@app.post("/api/v1/view-marks", status_code=202)
async def view_mark(mark: PostedMark, user_id: Annotated[str, Depends(user_of_token)]):
    key, value = message(mark, user_id)
    await app.state.producer.send_and_wait(TOPIC, key=key, value=value)
    return {"accepted": True}


@app.post("/api/v1/view-marks/batch", status_code=202)
async def view_marks(batch: PostedBatch, user_id: Annotated[str, Depends(user_of_token)]):
    waiting = []
    for mark in batch.marks:
        key, value = message(mark, user_id)
        waiting.append(await app.state.producer.send(TOPIC, key=key, value=value))
    for acknowledgement in waiting:
        await acknowledgement
    return {
        "accepted": len(waiting),
        "refused": 0,
        "results": [{"accepted": True} for _ in waiting],
    }


@app.get("/health/ready")
async def ready():
    return {"status": "ready"}
