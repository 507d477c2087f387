"""Hooks of Schemathesis: each request is asked by somebody who may, about what is there; what succeeded is counted.

STRATUM_CONTRACT_FACTS names the file with the facts of `household.fill`; beside it comes `answers.json`, statuses by operation.
"""
import atexit
import collections
import json
import os
import pathlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation

from contract import wishes
from contract.household import Household

FACTS = pathlib.Path(os.environ["STRATUM_CONTRACT_FACTS"])
HOUSE = Household(**json.loads(FACTS.read_text()))
ANSWERS = collections.defaultdict(collections.Counter)
GRANTED = collections.Counter()
ASKED = {}
PLACES = {"path": ParameterLocation.PATH, "query": ParameterLocation.QUERY, "header": ParameterLocation.HEADER,
          "body": ParameterLocation.BODY}


@schemathesis.serializer("application/offset+octet-stream")
def as_bytes(context, value):
    """Bytes are sent as they are, whatever they are called."""
    return value if isinstance(value, bytes) else bytes(getattr(value, "data", None) or str(value).encode())


def asked_by(case):
    raw = case.operation.definition.raw
    fits = {}
    for name, place in PLACES.items():
        component = case.meta.components.get(place) if case.meta else None
        fits[name] = component is None or component.mode.is_positive or case.meta.generation.mode.is_positive
    # A header that nobody knows is no mistake.
    fits["header"] = fits["header"] or "x-schemathesis-unknown-property" in case.headers
    return wishes.Asked(HOUSE, raw["operationId"], raw["x-permission"], case, fits)


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method.upper() != case.operation.method.upper():
        return  # a method that there is none of: it is refused whoever asks
    asked = asked_by(case)
    wishes.usual(asked)
    wishes.who_asks(asked)
    if asked.name in wishes.WISHES:
        wishes.WISHES[asked.name](asked)
    if asked.name in wishes.DEAR_WISHES and all(asked.fits.values()) and GRANTED[asked.name] < wishes.DEAR:
        GRANTED[asked.name] += 1
        wishes.DEAR_WISHES[asked.name](asked)
    ASKED[case.id] = asked


@schemathesis.hook
def after_call(context, case, response):
    asked = ASKED.pop(case.id, None)
    if asked is None:
        return
    ANSWERS[asked.name][response.status_code] += 1
    if response.status_code == 200 and b"next_cursor" in response.content[-2000:]:
        found = response.json().get("next_cursor")
        if found:
            HOUSE.cursors[asked.name] = (wishes.query_of(response.request.url), found)
    wishes.after(asked, response.status_code)


@atexit.register
def tell():
    (FACTS.parent / "answers.json").write_text(json.dumps(ANSWERS))
