"""VS Code's way of running a kernel, and other ways without a kernel manager: the client writes the connection file,
makes its own sockets, and ends the kernel by killing it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import zmq
from jupyter_client.kernelspec import get_kernel_spec
from jupyter_client.session import Session

KERNEL = os.environ.get("WORKBOOK_KERNEL", ".net-csharp")


def free_ports():
    """Five ports from 9000 up, as VS Code looks for them."""
    ports, port = [], 9000 + os.getpid() % 20000
    while len(ports) < 5:
        port += 1
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                ports.append(port)
            except OSError:
                pass
    return ports


class RawClient:
    """Connection file, process, and three DEALERs that share one routing id; no heartbeat."""

    def __init__(self, folder, transport="tcp", ports=None, launcher=None, ip=None):
        self.ports = ports or (free_ports() if transport == "tcp" else [1, 2, 3, 4, 5])
        self.transport = transport
        self.ip = ip or ("127.0.0.1" if transport == "tcp" else os.path.join(folder, "kernel-ipc"))
        self.key = str(uuid.uuid4())
        names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]
        self.file = os.path.join(folder, f"kernel-v3 {uuid.uuid4()}.json")
        with open(self.file, "w") as target:
            json.dump({"transport": transport, "ip": self.ip, "key": self.key, "kernel_name": KERNEL,
                       "signature_scheme": "hmac-sha256", **dict(zip(names, self.ports))}, target)
        spec = get_kernel_spec(KERNEL)
        argv = [word.replace("{connection_file}", self.file) for word in spec.argv]
        self.process = subprocess.Popen((launcher or []) + argv, env={**os.environ, **spec.env},
                                        stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.connect()

    def connect(self):
        self.context = zmq.Context()
        self.session = Session(key=self.key.encode())
        routing_id = uuid.uuid4().hex.encode()
        self.sockets = {}
        for name, index in (("shell", 0), ("stdin", 2), ("control", 3)):
            self.sockets[name] = self.open(zmq.DEALER, index, routing_id)
        self.sockets["iopub"] = self.open(zmq.SUB, 1)
        self.sockets["iopub"].setsockopt(zmq.SUBSCRIBE, b"")

    def open(self, kind, index, routing_id=None):
        channel = self.context.socket(kind)
        channel.linger = 0
        channel.setsockopt(zmq.RCVHWM, 0)
        if routing_id:
            channel.setsockopt(zmq.ROUTING_ID, routing_id)
        separator = ":" if self.transport == "tcp" else "-"
        channel.connect(f"{self.transport}://{self.ip}{separator}{self.ports[index]}")
        return channel

    def send(self, channel, kind, content, metadata=None):
        message = self.session.msg(kind, content, metadata=metadata)
        self.session.send(self.sockets[channel], message)
        return message["header"]["msg_id"]

    def receive(self, channel, timeout=30.0, parent=None):
        deadline = time.time() + timeout
        while time.time() < deadline:
            if self.sockets[channel].poll(100):
                _, message = self.session.recv(self.sockets[channel])
                if parent is None or message["parent_header"].get("msg_id") == parent:
                    return message
        raise TimeoutError(channel)

    def wait_until_ready(self):
        """kernel_info on control and shell every 500 ms, until one reply and one iopub message."""
        poller = zmq.Poller()
        for channel in ("shell", "control", "iopub"):
            poller.register(self.sockets[channel], zmq.POLLIN)
        replied = published = False
        deadline = time.time() + 60
        while not (replied and published):
            if time.time() > deadline:
                raise TimeoutError("ready")
            self.send("control", "kernel_info_request", {})
            self.send("shell", "kernel_info_request", {})
            until = time.time() + 0.5
            while time.time() < until and not (replied and published):
                for channel, _ in poller.poll(50):
                    _, message = self.session.recv(channel)
                    replied |= message["msg_type"] == "kernel_info_reply"
                    published |= channel is self.sockets["iopub"]

    def execute(self, code):
        return self.send("shell", "execute_request", {
            "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True,
            "stop_on_error": False,
        }, metadata={"cellId": "vscode-notebook-cell:/x.ipynb#W0", "tags": ["a"], "vscode": {"languageId": "csharp"},
                     "dotnet_interactive": {"language": "csharp"}})

    def value(self, code):
        message = self.execute(code)
        while True:
            seen = self.receive("iopub", parent=message)
            if seen["msg_type"] == "execute_result":
                return seen["content"]["data"]["text/plain"]
            if seen["msg_type"] == "error":
                raise AssertionError(seen["content"])

    def close(self):
        for channel in self.sockets.values():
            channel.close()
        self.context.term()

    def kill_tree(self):
        """What VS Code does at the end; there is no shutdown_request."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)
        self.process.stderr.close()
        self.process.stdin.close()
        self.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="raw ")
        self.addCleanup(self.folder.cleanup)

    def start(self, **options):
        client = RawClient(self.folder.name, **options)
        client.wait_until_ready()
        return client


class VsCodesWay(Case):
    def test_a_session_from_start_to_kill(self):
        client = self.start()
        pid = int(client.value("Environment.ProcessId"))
        self.assertEqual(client.value("var x = 20; x + 1"), "21")
        failed = client.execute('throw new Exception("a");')
        queued = client.execute("var y = x * 2; y")
        self.assertEqual(client.receive("shell", parent=failed)["content"]["status"], "error")
        self.assertEqual(client.receive("shell", parent=queued)["content"]["status"], "ok")
        busy = client.execute("while (true) { }")
        while client.receive("iopub", parent=busy)["msg_type"] != "execute_input":
            pass
        interrupt = client.send("control", "interrupt_request", {})
        self.assertEqual(client.receive("control", 10, interrupt)["msg_type"], "interrupt_reply")
        self.assertEqual(client.receive("shell", 10, busy)["content"]["ename"], "KeyboardInterrupt")
        self.assertEqual(client.value("y"), "40")
        client.kill_tree()
        self.assertFalse(exists(pid))

    def test_the_next_start_on_the_same_ports_is_not_disturbed(self):
        client = self.start()
        client.value("1 + 1")
        ports = client.ports
        client.kill_tree()
        again = self.start(ports=ports)
        self.assertEqual(again.value("2 + 2"), "4")
        again.kill_tree()

    def test_killed_kernels_leave_no_file_that_stops_the_next(self):
        client = self.start(transport="ipc")
        self.assertEqual(client.value("1 + 1"), "2")
        client.kill_tree()
        left = [name for name in os.listdir(self.folder.name) if "-ipc-" in name]
        self.assertEqual(len(left), 5)
        again = self.start(transport="ipc")
        self.assertEqual(again.value("2 + 2"), "4")
        message = again.send("control", "shutdown_request", {"restart": False})
        self.assertEqual(again.receive("control", 10, message)["content"]["status"], "ok")
        self.assertEqual(again.process.wait(10), 0)
        again.kill_tree()
        self.assertEqual([name for name in os.listdir(self.folder.name) if "-ipc-" in name], [])

    def test_input_box(self):
        client = self.start()
        message = client.execute('"got " + Console.ReadLine()')
        asked = client.receive("stdin", 20)
        self.assertEqual(asked["msg_type"], "input_request")
        client.send("stdin", "input_reply", {"value": "typed"})
        while True:
            seen = client.receive("iopub", 20, message)
            if seen["msg_type"] == "execute_result":
                break
        self.assertEqual(seen["content"]["data"]["text/plain"], "got typed")
        client.kill_tree()

    def test_the_client_reconnects_with_new_sockets(self):
        client = self.start()
        client.value("var held = 7; held")
        client.close()
        client.connect()
        client.wait_until_ready()
        self.assertEqual(client.value("held"), "7")
        client.kill_tree()


@unittest.skipIf(sys.platform == "win32", "POSIX processes")
class Orphans(Case):
    def test_the_kernel_ends_with_the_process_that_started_it(self):
        self.check("import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()")

    def test_the_kernel_ends_with_the_process_named_in_the_environment(self):
        self.check("import os, subprocess, sys; os.environ['JPY_PARENT_PID'] = str(os.getpid());"
                   "subprocess.Popen(['/bin/sh', '-c', '\"$0\" \"$@\"; true'] + sys.argv[1:], start_new_session=True).wait()")

    def check(self, launcher):
        client = self.start(launcher=[sys.executable, "-c", launcher])
        pid = int(client.value("Environment.ProcessId"))
        client.execute("while (true) { }")
        self.assertNotEqual(pid, client.process.pid)
        client.kill_tree()
        deadline = time.time() + 10
        while exists(pid) and time.time() < deadline:
            time.sleep(0.1)
        self.assertFalse(exists(pid))


class BadStarts(Case):
    def run_kernel(self, connection):
        path = os.path.join(self.folder.name, "c.json")
        with open(path, "w") as target:
            target.write(connection)
        spec = get_kernel_spec(KERNEL)
        argv = [word.replace("{connection_file}", path) for word in spec.argv]
        return subprocess.run(argv, env={**os.environ, **spec.env}, capture_output=True, text=True, timeout=20)

    def test_a_missing_key_is_one_line(self):
        result = self.run_kernel('{"transport": "tcp", "ip": "127.0.0.1", "key": ""}')
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertIn("'shell_port' is missing", result.stderr)

    def test_a_taken_port_is_one_line(self):
        ports = free_ports()
        with socket.socket() as rival:
            rival.bind(("127.0.0.1", ports[0]))
            rival.listen()
            names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]
            result = self.run_kernel(json.dumps({"ip": "127.0.0.1", "transport": "tcp", "key": "k",
                                                 **dict(zip(names, ports))}))
        self.assertEqual(result.returncode, 2)
        self.assertIn(f"tcp://127.0.0.1:{ports[0]}", result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)


class Wire(Case):
    """Against libzmq itself."""

    def test_heartbeats_of_zmtp_keep_the_link(self):
        client = self.start()
        channel = client.context.socket(zmq.DEALER)
        channel.linger = 0
        channel.setsockopt(zmq.HEARTBEAT_IVL, 100)
        channel.setsockopt(zmq.HEARTBEAT_TIMEOUT, 300)
        monitor = channel.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        channel.connect(f"tcp://127.0.0.1:{client.ports[0]}")
        time.sleep(1.5)
        self.assertFalse(monitor.poll(0))
        client.session.send(channel, client.session.msg("kernel_info_request", {}))
        self.assertTrue(channel.poll(3000))
        channel.disable_monitor()
        monitor.close()
        channel.close()
        client.kill_tree()

    def test_forged_messages_are_dropped(self):
        client = self.start()
        client.sockets["shell"].send_multipart([b"<IDS|MSG>", b"0" * 64, b"{}", b"{}", b"{}", b"{}"])
        client.sockets["shell"].send_multipart([b"junk"])
        forger = Session(key=b"wrong")
        forger.send(client.sockets["shell"], forger.msg("execute_request", {"code": "1"}))
        self.assertEqual(client.value("5 + 5"), "10")
        client.kill_tree()

    def test_twenty_subscribers_see_the_same(self):
        client = self.start()
        subscribers = [client.open(zmq.SUB, 1) for _ in range(20)]
        readers = [Session(key=client.key.encode()) for _ in subscribers]
        for subscriber, reader in zip(subscribers, readers):
            subscriber.setsockopt(zmq.SUBSCRIBE, b"")
            self.assertTrue(subscriber.poll(5000))
            _, message = reader.recv(subscriber)
            self.assertEqual(message["msg_type"], "iopub_welcome")
        cell = client.execute("6 * 7")
        for subscriber, reader in zip(subscribers, readers):
            kinds = []
            while kinds.count("status") < 2:
                self.assertTrue(subscriber.poll(20000))
                message = reader.recv(subscriber)[1]
                if message["parent_header"].get("msg_id") == cell:
                    kinds.append(message["msg_type"])
            self.assertEqual(kinds, ["status", "execute_input", "execute_result", "status"])
            subscriber.close()
        client.kill_tree()


def exists(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


if __name__ == "__main__":
    unittest.main(verbosity=2)
