"""Whatever its description allows, and whatever it forbids, the API answers as described."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case

from kiddqa.serve.app import create_app
from serve.fake_engine import make_engine

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
"""Of each operation; a longer run sets more."""

SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", create_app(make_engine, allowed_hosts=["testserver"]))
SCHEMA.config.generation.deterministic = True
SCHEMA.config.generation.database = "none"


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: Case[Any]) -> None:
    case.call_and_validate()
