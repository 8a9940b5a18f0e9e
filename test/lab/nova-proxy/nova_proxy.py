"""Debian's nova-consoleproxy, its security proxy included, with nothing replaced but the token lookup in Nova's database."""

import os
import sys

from nova import exception, objects
import nova.conf
from nova.console.securityproxy import rfb
from nova.console import websocketproxy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cloud"))
from console_door import knock  # noqa: E402

LISTEN_PORT, DOOR = int(sys.argv[1]), sys.argv[2]


class Handler(websocketproxy.NovaProxyRequestHandler):
    def _get_connect_info(self, ctxt, token):
        found = knock(DOOR, token)
        if found is None or found[1] is None:
            raise exception.InvalidToken(token="***")
        host, port = found
        return objects.ConsoleAuthToken(
            context=ctxt,
            host=host,
            port=port,
            token=token,
            console_type="novnc",
            internal_access_path=None,
            access_url_base="http://127.0.0.1/vnc_auto.html",
        )


nova.conf.CONF([], project="nova", default_config_files=[])
objects.register_all()
websocketproxy.NovaWebSocketProxy(
    listen_host="127.0.0.1",
    listen_port=LISTEN_PORT,
    file_only=True,
    RequestHandlerClass=Handler,
    security_proxy=rfb.RFBSecurityProxy(),
).start_server()
