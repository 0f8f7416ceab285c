"""docker-compose.yml, which no test can run, compared with the Compose specification."""

import importlib.util
import json
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


def test_connections_fit(compose):
    """Each process of Odoo holds at most ``db_maxconn`` connections; PostgreSQL allows 100."""
    pool = compose["services"]["pool"]["environment"]
    assert pool["POOL_MODE"] == "session"
    assert int(pool["DEFAULT_POOL_SIZE"]) < 100


def test_proxy_leads_to_both(compose):
    text = compose["configs"]["proxy"]["content"].replace("$$", "$")
    for name in ("odoo1", "odoo2"):
        assert {f"server {name}:8069", f"server {name}:8072"} <= {
            part.strip().split(" fail_timeout")[0] for part in text.replace("{", ";").split(";")
        }
    websocket = text[text.index("location /websocket") :]
    assert "proxy_set_header Upgrade $http_upgrade" in websocket
    assert "proxy_pass http://websocket" in websocket


def test_replica_may_replicate(compose):
    lines = compose["configs"]["hba"]["content"].splitlines()
    assert any(line.split()[:2] == ["host", "replication"] for line in lines)
    assert "hba_file" in " ".join(compose["services"]["db"]["command"])
