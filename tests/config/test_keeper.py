"""
The embedded servers: shared by their users, gone with the last of them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg2
import pytest
import redis

from storefront.config.embedded import addresses, keeper, postgres, processes
from storefront.config.embedded import redis as redis_server

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not os.environ["CANDOUR_TEST_POSTGRES"].startswith(f"postgresql://{addresses.USER}@/"),
    reason="servers are named by the environment, so the embedded ones are not in use",
)


@pytest.fixture
def data():
    # Not pytest's own folder: every run that starts closes that to the user whom root's server
    # becomes. And as long and as awkward as a path may be.
    top = Path(tempfile.mkdtemp(prefix="candour test "))
    top.chmod(0o755)
    folder = top / ("a rather long folder " * 8) / ".data"
    folder.parent.mkdir()
    yield folder
    assert processes.wait_until(lambda: not _kept(folder), seconds=30), "a keeper outlived its user"
    shutil.rmtree(addresses.socket_folder(folder))
    shutil.rmtree(top)


def _kept(folder):
    return any(keeper.is_kept(folder, name) for name in keeper.SERVERS)


def _database_answers(folder):
    try:
        psycopg2.connect(addresses.embedded_database_url(folder)).close()
    except psycopg2.OperationalError:
        return False
    return True


def _start_user(folder, *, first="", then="sys.stdin.read()"):
    """
    A process that uses the servers until its standard input ends.
    """
    code = f"""
        import signal, sys
        from pathlib import Path
        from storefront.config.embedded import keeper
        {first}
        with keeper.ensure_running(Path({str(folder)!r}), throwaway=True):
            print("in use", flush=True)
            {then}
    """
    user = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout.readline() == "in use\n"
    return user


def _pid(folder):
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def test_both_servers_answer_and_stop_with_their_user(data):
    with keeper.ensure_running(data, throwaway=True):
        with psycopg2.connect(addresses.embedded_database_url(data)) as link:
            cursor = link.cursor()
            cursor.execute("SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database")
            assert ("C", "UTF8") in cursor.fetchall()
        link.close()
        assert redis.from_url(addresses.embedded_redis_url(data)).ping()

    assert processes.wait_until(lambda: not _kept(data), seconds=30)
    assert not _database_answers(data)


def test_what_was_written_is_there_at_the_next_start(data):
    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        link = psycopg2.connect(addresses.embedded_database_url(data))
        link.cursor().execute("CREATE TABLE kept AS SELECT 42 AS answer")
        link.commit()
        link.close()

    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        link = psycopg2.connect(addresses.embedded_database_url(data))
        cursor = link.cursor()
        cursor.execute("SELECT answer FROM kept")
        assert cursor.fetchone() == (42,)
        link.close()


def test_a_second_user_shares_the_servers_and_keeps_them_when_the_first_is_killed(data):
    first = _start_user(data)
    second = _start_user(data)
    server = _pid(data)

    first.kill()
    first.wait()

    assert not processes.wait_until(lambda: not _database_answers(data), seconds=1)
    assert _pid(data) == server
    second.communicate("")
    assert processes.wait_until(lambda: not processes.is_alive(server), seconds=30)


def test_the_servers_go_when_their_only_user_is_killed(data):
    user = _start_user(data)
    server = _pid(data)

    user.kill()
    user.wait()

    assert processes.wait_until(lambda: not processes.is_alive(server), seconds=30)


@pytest.mark.skipif(not processes.LINUX, reason="only Linux tells a child that its parent died")
def test_a_server_goes_when_its_keeper_is_killed_and_the_next_start_works(data):
    user = _start_user(data)
    server = _pid(data)
    parent = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])

    os.kill(parent, signal.SIGKILL)

    assert processes.wait_until(lambda: not processes.is_alive(server), seconds=30)
    again = _start_user(data)
    assert _database_answers(data)
    for process in (user, again):
        process.communicate("")


def test_ctrl_c_at_the_terminal_reaches_the_user_but_not_the_servers(data):
    # Set anew, because a program started in the background ignores Ctrl-C.
    listens = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    user = _start_user(data, first=listens, then="signal.pause()")
    server = _pid(data)

    assert os.getsid(server) != os.getsid(user.pid)
    user.send_signal(signal.SIGINT)
    user.wait(timeout=30)

    assert processes.wait_until(lambda: not processes.is_alive(server), seconds=30)


def test_a_note_of_a_server_long_gone_does_not_stop_a_start(data):
    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        pass
    assert processes.wait_until(lambda: not _kept(data), seconds=30)
    note = data / "postgres" / "postmaster.pid"
    # The number now belongs to another process: this one.
    note.write_text(f"{os.getpid()}\n{data}\n0\n5432\n")
    note.chmod(0o644)

    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        assert _database_answers(data)


def test_a_folder_of_another_version_is_refused_in_clear_words(data):
    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        pass
    assert processes.wait_until(lambda: not _kept(data), seconds=30)
    (data / "postgres" / "PG_VERSION").write_text("12\n")

    with (
        pytest.raises(processes.CannotStart, match="was made by PostgreSQL 12"),
        keeper.ensure_running(data, servers=["postgres"], throwaway=True),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_may_keep_the_project_where_nobody_else_may_go(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    data = private / ".data"

    with keeper.ensure_running(data, servers=["postgres"], throwaway=True):
        assert _database_answers(data)

    elsewhere = (data / "postgres").readlink()
    assert elsewhere.is_relative_to("/var/lib/candour")
    assert private.stat().st_mode & 0o777 == 0o700
    assert processes.wait_until(lambda: not _kept(data), seconds=30)
    shutil.rmtree(elsewhere.parent)
    shutil.rmtree(addresses.socket_folder(data))


def test_a_socket_folder_that_somebody_else_made_is_refused(data, monkeypatch):
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    folder = addresses.socket_folder(data)
    folder.mkdir()

    with pytest.raises(processes.CannotStart, match="belongs to another user"):
        postgres.prepare_socket_folder(data)

    folder.rmdir()
    monkeypatch.undo()
    addresses.socket_folder(data).mkdir()


def test_where_there_is_no_redis_the_words_say_what_to_install(monkeypatch):
    monkeypatch.setattr(redis_server.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(processes.CannotStart, match="apt install redis-server"):
        redis_server.find_binary()
