"""What the scripts share: a running kernel, requests, and what was published for them."""

import os
import queue
import time
import unittest

from jupyter_client.manager import start_new_kernel

KERNEL = os.environ.get("WORKBOOK_KERNEL", ".net-csharp")
TIMEOUT = 30


class Case(unittest.TestCase):
    """A kernel for each class."""

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=60)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()

    def published(self, msg_id, timeout=TIMEOUT):
        """Everything on iopub for a request, until its idle."""
        seen = []
        while True:
            message = self.kc.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            seen.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return seen

    def wait_for(self, msg_id, kind, timeout=TIMEOUT):
        """The next message of a kind for a request."""
        while True:
            message = self.kc.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") == msg_id and message["msg_type"] == kind:
                return message

    def reply_to(self, msg_id, timeout=TIMEOUT):
        while True:
            message = self.kc.get_shell_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def run_cell(self, code, **options):
        """Reply content and outputs."""
        msg_id = self.kc.execute(code, **options)
        reply = self.reply_to(msg_id)
        return reply["content"], self.published(msg_id)

    def text(self, outputs, stream="stdout"):
        return "".join(m["content"]["text"] for m in outputs
                       if m["msg_type"] == "stream" and m["content"]["name"] == stream)

    def value(self, code):
        content, outputs = self.run_cell(code)
        self.assertEqual(content["status"], "ok", content)
        results = [m for m in outputs if m["msg_type"] == "execute_result"]
        return results[0]["content"]["data"]["text/plain"] if results else None

    def control(self, kind, content=None, timeout=5):
        """A request on control, and its reply."""
        message = self.kc.session.msg(kind, content or {})
        self.kc.control_channel.send(message)
        deadline = time.time() + timeout
        while time.time() < deadline:
            try:
                reply = self.kc.get_control_msg(timeout=1)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply
        self.fail(f"no reply to {kind}")
