"""
What bin/run and bin/test say on a machine that lacks something.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path):
    """
    The little that the first step needs, in a folder with a space in its name.
    """
    folder = tmp_path / "my shop"
    shutil.copytree(PROJECT / "bin", folder / "bin")
    for lock in PROJECT.glob("requirements*.lock"):
        shutil.copy(lock, folder)
    return folder


def run(folder, **variables):
    nobody = {"HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    return subprocess.run(
        [sys.executable, folder / "bin" / "run"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], **nobody, **variables},
        timeout=120,
    )


def environment():
    spec = importlib.util.spec_from_file_location("environment", PROJECT / "bin" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_a_network_the_words_say_so_and_a_second_try_starts_clean(clone):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": ""}

    for _ in range(2):
        answer = run(clone, **nowhere)

        assert answer.returncode == 1
        assert "the package index could not be reached" in answer.stderr
        assert "Traceback" not in answer.stderr


def test_without_the_venv_module_the_words_name_the_package_to_install(clone, tmp_path):
    without = tmp_path / "without"
    without.mkdir()
    (without / "ensurepip.py").write_text("raise ImportError")

    answer = run(clone, PYTHONPATH=str(without))

    assert answer.returncode == 1
    assert "apt install python3-venv" in answer.stderr


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_a_python_that_does_not_fit_is_named_with_those_that_do(monkeypatch, version):
    setup = environment()
    monkeypatch.setattr(setup.sys, "version_info", version)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.13"):
        setup.ready("requirements.lock")


def test_another_python_on_the_path_is_taken_instead(monkeypatch):
    setup = environment()
    started = []
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(setup.subprocess, "call", lambda *_, **__: 0)
    monkeypatch.setattr(setup.os, "execv", lambda *command: started.append(command) or sys.exit(0))

    with pytest.raises(SystemExit):
        setup.ready("requirements.lock")

    assert started[0][0] == "/bin/python3.13"


@pytest.fixture
def made(tmp_path, monkeypatch):
    """
    An environment as its own steps make it, with the steps written down in place of done.
    """
    setup = environment()
    steps = []
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).write_text(f"{lock} of Monday")
    monkeypatch.setattr(setup, "PROJECT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "_uv", lambda: Path("uv"))

    def run(command, *, doing, or_with=None):
        steps.append(Path(command[-1]).name if doing == "Installing the packages" else doing)
        python = setup.python_of(setup.VENV)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(setup, "_run", run)
    monkeypatch.setattr(setup, "_further_indexes", dict)

    def ready(what):
        steps.clear()
        if what == "run":
            setup.ready("requirements.lock", more="requirements-dev.lock")
        else:
            setup.ready("requirements-dev.lock")
        return list(steps)

    return tmp_path, ready


def test_running_the_shop_takes_nothing_away_from_its_tests(made):
    _folder, ready = made

    assert ready("test") == ["Making the environment", "requirements-dev.lock"]
    assert ready("run") == []
    assert ready("test") == []


def test_an_old_environment_for_tests_is_brought_up_to_date_as_one_for_tests(made):
    folder, ready = made
    ready("test")
    (folder / "requirements-dev.lock").write_text("requirements-dev.lock of Tuesday")

    assert ready("run") == ["requirements-dev.lock"]
    assert ready("test") == []


def test_an_environment_for_running_alone_holds_no_packages_of_tests(made):
    _folder, ready = made

    assert ready("run") == ["Making the environment", "requirements.lock"]
    assert ready("run") == []
    assert ready("test") == ["requirements-dev.lock"]
    assert ready("run") == []


def test_what_was_cut_short_is_made_anew_and_for_the_same_purpose(made):
    folder, ready = made
    ready("test")
    note = folder / ".venv" / "candour.json"
    note.write_text(json.dumps({"lock": "requirements-dev.lock", "fingerprint": ""}))

    assert ready("run") == ["Making the environment", "requirements-dev.lock"]


def test_the_two_lock_files_agree_and_name_no_address():
    run_time, development = (
        (PROJECT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")
    )
    pins = {line.split(" ")[0] for line in run_time.splitlines() if "==" in line}

    assert pins <= {line.split(" ")[0] for line in development.splitlines() if "==" in line}
    assert "://" not in run_time + development
