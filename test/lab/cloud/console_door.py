"""How a console proxy asks the laboratory about a token."""

import json
import time
import urllib.parse
import urllib.request


def knock(door, token):
    """The (host, port) behind a token, port None where there is none now; None for an unknown token. Takes as long as the door says."""
    url = "%s/?token=%s" % (door, urllib.parse.quote(token))
    with urllib.request.urlopen(url, timeout=10) as response:
        admission = json.load(response)
    time.sleep(admission["afterMs"] / 1000)
    return ("127.0.0.1", admission.get("port")) if admission["tokenKnown"] else None


class DoorTokens:
    """A token plugin for websockify whose source is the address of the door."""

    # Nothing ever listens here, so a token without a console is refused by the target, as one for a port that has changed is.
    closed_port = 1

    def __init__(self, source):
        self.source = source

    def lookup(self, token):
        found = knock(self.source, token)
        return found and (found[0], found[1] or self.closed_port)
