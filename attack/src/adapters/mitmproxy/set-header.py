"""Sets one header for each origin, refuses every other origin, and holds nothing back.

CREDENTIALS is JSON in the environment: {"https://host:port": ["Header-Name", "value"]}.
"""

import json
import os

from mitmproxy import http

CREDENTIALS = json.loads(os.environ["CREDENTIALS"])
PLACES = {origin.split("://")[1] for origin in CREDENTIALS}


def refusal():
    return http.Response.make(403, b"No credential is for this host.\n", {"Content-Type": "text/plain"})


def place_of(request):
    """Where it really goes: what the client wrote into Host may differ from it. Names have no case."""
    return f"{request.host.lower()}:{request.port}"


def http_connect(flow):
    if place_of(flow.request) not in PLACES:
        flow.response = refusal()


def requestheaders(flow):
    request = flow.request
    place = place_of(request)
    found = CREDENTIALS.get(f"{request.scheme}://{place}")
    if found is None:
        flow.response = refusal()
        return
    request.headers["Host"] = place
    request.headers[found[0]] = found[1]
    request.stream = True


def responseheaders(flow):
    # A refusal of ours has nothing to stream.
    flow.response.stream = flow.request.stream
