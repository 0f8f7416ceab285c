"""docker-compose.yml, compared with the Compose specification and with what its images do."""

import importlib.util
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_follows_the_specification(compose):
    package = Path(importlib.util.find_spec("check_jsonschema").origin).parent
    schema = json.loads((package / "builtin_schemas" / "vendor" / "compose-spec.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    assert [error.message for error in validator(schema).iter_errors(compose)] == []


def test_images(compose):
    assert compose["services"]["db"]["image"] == "postgres:17"
    odoo = ("init", "odoo", "odoo1", "odoo2")
    assert {compose["services"][name]["image"] for name in odoo} == {"odoo:19"}


def test_waits_for_what_it_needs(compose):
    services = compose["services"]
    for name in ("db", "odoo"):
        assert services[name]["healthcheck"]["test"]
    assert services["init"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["odoo"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["odoo"]["depends_on"]["init"]["condition"] == "service_completed_successfully"


def test_data_in_named_volumes_and_addons_read_only(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source, target, *mode = volume.split(":")
            if source.startswith("."):
                assert (ROOT / source).is_dir()
                assert mode == ["ro"], f"{target} is writable"
            else:
                assert source in compose["volumes"]


def test_every_addon_is_mounted_and_on_the_path(compose):
    for name in ("init", "odoo", "odoo1", "odoo2"):
        service = compose["services"][name]
        targets = [volume.split(":")[1] for volume in service["volumes"]]
        assert {"/mnt/extra-addons/pilotage_commercial", "/mnt/bridges"} <= set(targets)
        assert "--addons-path=/mnt/extra-addons,/mnt/bridges" in " ".join(service["command"])
    assert "--init=pilotage_commercial" in compose["services"]["init"]["command"]


def test_english_unless_told_otherwise(compose):
    """Odoo makes the first language loaded that of the administrator."""
    command = compose["services"]["init"]["command"]
    [languages] = [option for option in command if option.startswith("--load-language=")]
    assert languages == "--load-language=${PILOTAGE_LANGUAGES:-en_US,fr_FR}"


def test_closed_to_others(compose):
    for service in compose["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    command = " ".join(compose["services"]["odoo"]["command"])
    assert "--no-database-list" in command
    assert "admin_passwd" in command


def test_secrets_come_from_the_environment(compose):
    secrets = {
        value
        for service in compose["services"].values()
        for key, value in service.get("environment", {}).items()
        if "PASSWORD" in key
    }
    assert secrets == {"${POSTGRES_PASSWORD:-odoo}", "${ODOO_MASTER_PASSWORD:-}"}


# --- docker compose --profile scale --------------------------------------------------------------

SCALE = {"replica", "pool", "odoo1", "odoo2", "proxy"}


def test_scale_is_asked_for(compose):
    profiles = {name: service.get("profiles") for name, service in compose["services"].items()}
    assert {name for name, given in profiles.items() if given == ["scale"]} == SCALE
    assert {name for name, given in profiles.items() if not given} == {"db", "init", "odoo"}


def test_those_that_answer_do_no_scheduled_action_and_read_the_replica(compose):
    services = compose["services"]
    assert services["odoo2"] == services["odoo1"]
    command = services["odoo1"]["command"]
    assert {"--max-cron-threads=0", "--proxy-mode", "--db_replica_host=replica"} <= set(command)
    assert any(option.startswith("--workers=") for option in command)
    assert services["odoo1"]["environment"]["HOST"] == "pool"
    # Both share the sessions.
    assert services["odoo1"]["volumes"] == services["odoo"]["volumes"]
    # The process with the scheduled actions is not behind the proxy.
    assert "--max-cron-threads=0" not in " ".join(services["odoo"]["command"])


def test_a_replica_that_is_gone_is_not_waited_for(compose):
    """Each request asks for it first, by its name: seconds to find its address and to connect."""
    service = compose["services"]["odoo1"]
    assert int(service["environment"]["PGCONNECT_TIMEOUT"]) <= 5
    options = dict(option.split(":") for option in service["dns_opt"])
    assert int(options["timeout"]) * int(options["attempts"]) <= 5
    # Without domains to search: each would be asked for as long again.
    assert service["dns_search"] == "."


def get_setting(service, name):
    """The value that the command of a service of PostgreSQL gives a setting."""
    [value] = re.findall(rf"-c {name}=(\S+)", " ".join(service["command"]))
    return value


def test_connections_fit(compose):
    """The pool, and the Odoo that goes past it: 64 connections unless told otherwise."""
    services = compose["services"]
    pool = services["pool"]["environment"]
    assert pool["POOL_MODE"] == "session"
    assert "--db_maxconn" not in " ".join(services["odoo"]["command"])
    reserved = 3  # for a superuser
    allowed = int(get_setting(services["db"], "max_connections")) - reserved
    assert int(pool["DEFAULT_POOL_SIZE"]) + 64 <= allowed
    # A replica that allows fewer than its primary does not start.
    assert get_setting(services["replica"], "max_connections") == get_setting(
        services["db"], "max_connections"
    )


def test_listens_to_the_other_containers(compose):
    """Odoo 20 will listen to its own container only, unless told otherwise."""
    for name in ("odoo", "odoo1", "odoo2"):
        assert "--http-interface=0.0.0.0" in " ".join(compose["services"][name]["command"])


@pytest.fixture(scope="module")
def proxy(compose):
    """The configuration of nginx, as its image's entry point reads it."""
    return compose["configs"]["proxy"]["content"].replace("$$", "$")


def get_servers(proxy, upstream):
    """{address: options} of the servers of an upstream."""
    [block] = re.findall(rf"upstream {upstream} {{(.*?)}}", proxy, re.DOTALL)
    return {
        address: set(options.split())
        for address, options in re.findall(r"server (\S+?)((?: [^;]+)?);", block)
    }


def test_proxy_leads_to_both(proxy):
    assert set(get_servers(proxy, "odoo")) == {"odoo1:8069", "odoo2:8069"}
    assert set(get_servers(proxy, "websocket")) == {"odoo1:8072", "odoo2:8072"}
    websocket = proxy[proxy.index("location /websocket") :]
    assert "proxy_set_header Upgrade $http_upgrade" in websocket
    assert "proxy_pass http://websocket" in websocket


def test_proxy_finds_a_container_that_has_another_address(compose, proxy):
    for upstream in ("odoo", "websocket", "assets"):
        for options in get_servers(proxy, upstream).values():
            assert "resolve" in options
        # Without shared memory nginx refuses to resolve a name again.
        assert re.search(rf"upstream {upstream} {{\s+zone ", proxy)
    # The image fills in its name server, in templates only, when asked to.
    assert "resolver ${NGINX_LOCAL_RESOLVERS}" in proxy
    service = compose["services"]["proxy"]
    assert service["environment"]["NGINX_ENTRYPOINT_LOCAL_RESOLVERS"]
    [config] = service["configs"]
    assert config["target"].startswith("/etc/nginx/templates/")
    assert config["target"].endswith(".conf.template")


def test_scripts_and_styles_come_from_the_primary(compose, proxy):
    """Odoo answers 404 for those that it made a moment ago, and looks for on the replica."""
    assert re.search(r"location /web/assets/ {\s*proxy_pass http://assets;", proxy)
    servers = get_servers(proxy, "assets")
    [first] = [address for address, options in servers.items() if "backup" not in options]
    service = compose["services"][first.split(":")[0]]
    assert "db_replica" not in " ".join(service["command"])
    assert len(servers) == 3


def test_replica_starts_from_a_whole_copy_that_can_follow(compose):
    """Killed while it copies, or stopped for longer than its slot lasts, it copies anew."""
    services = compose["services"]
    assert get_setting(services["db"], "max_slot_wal_keep_size")
    [script] = services["replica"]["command"]
    assert "--pgdata=$$PGDATA.new" in script
    assert "mv $$PGDATA.new $$PGDATA" in script
    assert "wal_status <> 'lost'" in script
    assert "pg_stat_wal_receiver" in services["replica"]["healthcheck"]["test"][1]


def test_replica_may_replicate(compose):
    lines = compose["configs"]["hba"]["content"].splitlines()
    assert any(line.split()[:2] == ["host", "replication"] for line in lines)
    assert "hba_file" in " ".join(compose["services"]["db"]["command"])
