from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kiddqa.engine import Engine
from kiddqa.serve.app import create_app
from serve.fake_engine import make_engine


def client_of(engine: Engine) -> TestClient:
    return TestClient(create_app(lambda: engine), base_url="http://localhost:8000")


@pytest.fixture
def client() -> Iterator[TestClient]:
    with client_of(make_engine()) as client:
        yield client
