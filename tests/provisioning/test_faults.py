"""Full disk, Ctrl-C in the middle, and two checkouts at once."""

import shutil
import subprocess
import threading
from contextlib import contextmanager

from .conftest import IS_ROOT, interrupt, script, small_lock, wait_for


@contextmanager
def small_disk(folder, megabytes):
    """A disk of that size at ``folder``; without root, a limit on files.

    :return: the prefix to run a command with
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not IS_ROOT:
        yield ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh"]
        return
    options = f"size={megabytes}m,mode=755"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True
    )
    try:
        yield []
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_disk_nearly_full_is_said_before_the_work(checkout):
    answer = checkout.run("provision", GIFT_NEED_BYTES=10**15)
    answer.refused("nearly full", checkout.cache, "GIFT_CACHE")
    assert not list(checkout.cache.rglob("*.building"))


def test_disk_full_while_the_environment_is_made(odoo_only):
    small_lock(odoo_only)
    with small_disk(odoo_only.cache, 5) as prefix:
        answer = odoo_only.run("provision", prefix=prefix, GIFT_NEED_BYTES=0)
        answer.refused("disk is full", odoo_only.cache)
        assert not list(odoo_only.cache.glob("venv/run-*"))
    answer = odoo_only.run("provision")
    assert answer.code == 0, answer.text


def test_disk_full_while_odoo_is_unpacked(checkout):
    folder = checkout.path.parent / "bin"
    script(
        folder / "apt-get",
        'case "$*" in *download*) touch odoo-19_1_all.deb;; esac',
    )
    script(folder / "apt-cache", "echo 'Version: 19.0.0+fake'")
    script(folder / "dpkg", 'mkdir -p "$3/usr" && head -c 9000000 /dev/zero > "$3/x"')
    path = f"{folder}:{checkout.env['PATH']}"
    with small_disk(checkout.cache, 5) as prefix:
        answer = checkout.run("provision", prefix=prefix, GIFT_NEED_BYTES=0, PATH=path)
        if IS_ROOT:
            answer.refused("disk is full", checkout.cache)
        else:
            # The shell's own limit ends the fake dpkg with a signal.
            answer.refused("unpacking odoo-19")
        assert not list(checkout.cache.glob("odoo/*~*"))
        assert not list(checkout.cache.glob("odoo/.*.building"))


def test_disk_full_while_the_cluster_is_made(ready):
    with small_disk(ready.state, 20) as prefix:
        ready.run("provision", prefix=prefix).refused("disk is full", "GIFT_STATE")
        assert not (ready.state / "pg" / "gift.ready").exists()
    answer = ready.run("provision")
    assert answer.code == 0, answer.text


def test_interrupted_download_leaves_nothing(checkout):
    """Ctrl-C during npm's download, then the same command again."""
    folder = checkout.path.parent / "bin"
    script(
        folder / "apt-get", 'case "$*" in *download*) touch odoo-19_1_all.deb;; esac'
    )
    script(folder / "apt-cache", "echo 'Version: 19.0.0+fake'")
    mark = checkout.path.parent / "reached"
    script(folder / "dpkg", f'mkdir -p "$3/usr"; touch {mark}; exec sleep 60')
    path = f"{folder}:{checkout.env['PATH']}"
    process = checkout.start("provision", PATH=path)
    wait_for(mark.exists, what="the download")
    answer = interrupt(process)
    assert answer.code == 130, answer.text
    assert "interrupted: nothing is left half done" in answer.text
    assert "Traceback" not in answer.text
    assert not list(checkout.cache.glob("odoo/*~*"))
    assert not list(checkout.cache.glob("odoo/.*.building"))


def test_interrupted_environment_is_made_anew(odoo_only):
    small_lock(odoo_only)
    process = odoo_only.start("provision")
    begun = odoo_only.cache / "venv"
    wait_for(lambda: list(begun.glob("run-*/bin/python")), what="the environment")
    assert interrupt(process).code == 130
    assert not list(begun.glob("run-*"))
    answer = odoo_only.run("provision")
    assert answer.code == 0, answer.text
    assert list(begun.glob("run-*/.complete"))


def test_killed_environment_is_made_anew(odoo_only):
    """Even kill -9, after which nobody cleans up, leaves nothing in use."""
    small_lock(odoo_only)
    process = odoo_only.start("provision")
    begun = odoo_only.cache / "venv"
    wait_for(lambda: list(begun.glob("run-*/bin/python")), what="the environment")
    process.kill()
    process.communicate()
    answer = odoo_only.run("provision")
    assert answer.code == 0, answer.text
    assert list(begun.glob("run-*/.complete"))


def test_interrupted_template_is_built_anew(built):
    """Ctrl-C while Odoo installs modules leaves no database; the next run works."""
    assert built.interrupted.code == 130, built.interrupted.text
    assert "interrupted: nothing is left half done" in built.interrupted.text
    assert built.databases == {"postgres", "template0", "template1"}
    assert [answer.code for answer in built.both] == [0, 0], built.both


def test_one_checkout_used_by_two_processes(built):
    """Two processes ask for the same new template: it is built once."""
    text = "".join(answer.text for answer in built.both)
    assert text.count("==> template database") == 1, text
    assert "waiting for another process" in text
    for name in ("one", "two"):
        assert built.checkout.sql("SELECT count(*) FROM res_users", name) != "0"


def test_clone_brings_the_filestore(built):
    """A further database takes seconds, starts no Odoo, and has all files."""
    answer = built.checkout.run("newdb", "three", "web")
    assert answer.code == 0, answer.text
    assert "==>" not in answer.text
    store = built.checkout.state / "data" / "filestore"
    query = "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"
    names = built.checkout.sql(query, "three").split()
    assert names
    assert all((store / "three" / name).is_file() for name in names)


def test_two_checkouts_at_once(new_checkout, machine):
    """One cache, two checkouts started together: one waits, both work."""
    first, second = new_checkout("first"), new_checkout("second")
    for checkout in (first, second):
        checkout.env["ODOO_HOME"] = str(machine[0].python_path)
        small_lock(checkout)
    second.env["GIFT_CACHE"] = first.env["GIFT_CACHE"]
    shutil.copy(
        first.path / "dev" / "requirements.lock",
        second.path / "dev" / "requirements.lock",
    )
    second.env["PIP_FIND_LINKS"] = first.env["PIP_FIND_LINKS"]
    answers = {}

    def go(checkout):
        answers[checkout.path.name] = checkout.run("provision")

    threads = [threading.Thread(target=go, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.code for answer in answers.values()] == [0, 0], answers
    text = "".join(answer.text for answer in answers.values())
    assert text.count("environment (run)") == 1, text
    assert "waiting for another process" in text
    files = [one.state / "pg" / "postmaster.pid" for one in (first, second)]
    assert len({file.read_text().split()[0] for file in files}) == 2
    # Ending one leaves the other alone.
    assert first.run("stop").code == 0
    assert second.sql("SELECT 1") == "1"
