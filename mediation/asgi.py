"""The door for HTTP and sockets."""

import os

from mediation.http import get_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
http = get_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - after Django is set up
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from mediation.sockets import SignedIn, routes  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(SignedIn(URLRouter(routes)))})
