"""What Janus and coturn are told: our own folder of settings, never the packaged one.

Without a folder of its own Janus would read /etc/janus, listen on every interface and keep published default secrets.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLUGINS = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom", "videocall", "voicemail")
TRANSPORTS = ("mqtt", "nanomsg", "pfunix", "rabbitmq")
HANDLERS = ("gelfevh", "mqttevh", "nanomsgevh", "rabbitmqevh", "sampleevh", "wsevh")
CONTROL = "127.0.0.1"  # the control ports listen here and nowhere else
# Addresses that a stranger must not reach through our relay (RFC 6890), our own machine among them.
PRIVATE = (
    "0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255", "127.0.0.0-127.255.255.255", "169.254.0.0-169.254.255.255",
    "172.16.0.0-172.31.255.255", "192.0.0.0-192.0.0.255", "192.0.2.0-192.0.2.255", "192.88.99.0-192.88.99.255", "192.168.0.0-192.168.255.255",
    "198.18.0.0-198.19.255.255", "198.51.100.0-198.51.100.255", "203.0.113.0-203.0.113.255", "240.0.0.0-255.255.255.255",
    "::1", "64:ff9b::-64:ff9b::ffff:ffff", "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """Addresses, ports and secrets of one installation. `public` is the address that others see when `address` lies behind a 1:1 NAT."""

    home: Path
    address: str
    public: str
    rtp: str  # "20000-20999", UDP
    turn_port: int
    relay: str  # "21000-21999", UDP
    secrets: dict[str, Any]
    local: bool = False  # peers may live on this machine and in private networks: for trying it, never for the internet

    @property
    def recordings(self) -> Path:
        """Where Janus writes what it records, until it is composed and kept."""
        return self.home / "recordings"


def janus_files(plan: Plan, library: Path) -> dict[str, str]:
    """The settings of Janus, by the name of the file."""
    kept = plan.secrets
    return {
        "janus.jcfg": _janus(plan, library),
        "janus.plugin.videoroom.jcfg": f'general: {{\n  admin_key = "{kept["room"]}"\n  lock_rtp_forward = true\n  string_ids = true\n  events = false\n}}\n',
        "janus.transport.websockets.jcfg": f"""general: {{
  json = "compact"
  ws = true
  ws_ip = "{CONTROL}"
  ws_port = {kept["ws_port"]}
  wss = false
}}
admin: {{
  admin_ws = false
  admin_wss = false
}}
""",
        "janus.transport.http.jcfg": f"""general: {{
  json = "compact"
  http = false
  https = false
}}
admin: {{
  admin_http = true
  admin_ip = "{CONTROL}"
  admin_port = {kept["admin_port"]}
  admin_base_path = "/admin"
  admin_https = false
}}
""",
    }


def _janus(plan: Plan, library: Path) -> str:
    """The main file: one plugin, two ways of control, an explicit address and range for media."""
    seen_as = f'  nat_1_1_mapping = "{plan.public}"\n' if plan.public != plan.address else ""
    disabled = ",".join
    return f"""general: {{
  configs_folder = "{plan.home / "janus"}"
  plugins_folder = "{library / "plugins"}"
  transports_folder = "{library / "transports"}"
  events_folder = "{library / "events"}"
  loggers_folder = "{library / "loggers"}"
  debug_level = 3
  debug_colors = false
  api_secret = "{plan.secrets["api"]}"
  admin_secret = "{plan.secrets["admin"]}"
  server_name = "media"
  session_timeout = 60
  hide_dependencies = true
  protected_folders = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr"]
}}
media: {{
  ipv6 = {"true" if ":" in plan.address else "false"}
  rtp_port_range = "{plan.rtp}"
}}
nat: {{
  ice_lite = true
  full_trickle = false
  ice_enforce_list = "{plan.address}"
{seen_as}}}
plugins: {{
  disable = "{disabled(f"libjanus_{name}.so" for name in PLUGINS)}"
}}
transports: {{
  disable = "{disabled(f"libjanus_{name}.so" for name in TRANSPORTS)}"
}}
events: {{
  broadcast = false
  disable = "{disabled(f"libjanus_{name}.so" for name in HANDLERS)}"
}}
loggers: {{
  disable = "libjanus_jsonlog.so"
}}
"""


def coturn_file(plan: Plan) -> str:
    """The settings of coturn: credentials of an hour made from a shared secret, no console, no way into private networks."""
    first, last = plan.relay.split("-")
    lines = [
        f"listening-ip={plan.address}",
        f"relay-ip={plan.address}",
        f"listening-port={plan.turn_port}",
        f"min-port={first}",
        f"max-port={last}",
        "use-auth-secret",
        f"static-auth-secret={plan.secrets['turn']}",
        "realm=mediation",
        "fingerprint",
        "stale-nonce=600",
        "no-tls",
        "no-dtls",
        "no-cli",
        "no-tcp-relay",
        "no-multicast-peers",
        "no-rfc5780",
        "no-software-attribute",
        "user-quota=24",
        "total-quota=1200",
        f"userdb={plan.home / 'coturn' / 'unused.db'}",
        f"pidfile={plan.home / 'coturn' / 'pid'}",
        "log-file=stdout",
        "simple-log",
    ]
    if plan.public != plan.address:
        lines.append(f"external-ip={plan.public}/{plan.address}")
    lines += ["allow-loopback-peers"] if plan.local else [f"denied-peer-ip={reach}" for reach in PRIVATE]
    return "\n".join(lines) + "\n"


def environment(plan: Plan) -> dict[str, str]:
    """What the web server and the jobs need to know."""
    kept, host = plan.secrets, f"[{plan.public}]" if ":" in plan.public else plan.public
    return {
        "JANUS_URL": f"ws://{CONTROL}:{kept['ws_port']}/",
        "JANUS_ADMIN_URL": f"http://{CONTROL}:{kept['admin_port']}/admin",
        "JANUS_SECRET": kept["api"],
        "JANUS_ADMIN_SECRET": kept["admin"],
        "JANUS_ROOM_KEY": kept["room"],
        "RECORDINGS_DIR": str(plan.recordings),
        "TURN_URLS": f"turn:{host}:{plan.turn_port}?transport=udp,turn:{host}:{plan.turn_port}?transport=tcp",
        "TURN_SECRET": kept["turn"],
    }
