"""What jupyter_kernel_test leaves out: interrupts, input, aborts, comms, background work, restart, floods."""

import os
import signal
import sys
import time
import unittest

from harness import Case, TIMEOUT


class Interrupts(Case):
    def interrupted(self, code, prepare="var kept = 41;", delay=0.5, limit=3.0):
        self.run_cell(prepare)
        msg_id = self.kc.execute(code)
        self.wait_for(msg_id, "execute_input")
        time.sleep(delay)
        started = time.time()
        reply = self.control("interrupt_request")
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertLess(time.time() - started, 1.0, "the interrupt itself is answered at once")
        content = self.reply_to(msg_id)["content"]
        self.assertLess(time.time() - started, limit)
        self.assertEqual((content["status"], content["ename"]), ("error", "KeyboardInterrupt"))
        outputs = self.published(msg_id)
        self.assertEqual(self.value("kept + 1"), "42")
        return outputs

    def test_busy_loop(self):
        self.interrupted("while (true) { }")

    def test_sleep(self):
        self.interrupted("Thread.Sleep(60_000);")

    def test_awaited_delay(self):
        self.interrupted("await Task.Delay(60_000);")

    def test_blocked_on_a_task(self):
        self.interrupted("Task.Delay(60_000).Wait();")

    def test_loop_behind_an_await(self):
        self.interrupted("await Task.Yield(); while (true) { }")

    def test_finally_blocks_run_and_output_is_kept(self):
        outputs = self.interrupted(
            'Console.WriteLine("before"); try { while (true) { } } finally { Console.WriteLine("finally"); }')
        self.assertEqual(self.text(outputs), "before\nfinally\n")

    def test_endless_printing(self):
        for _ in range(3):
            self.interrupted('while (true) Console.WriteLine("again and again");', limit=10.0)

    def test_endless_display(self):
        self.interrupted('while (true) display("again and again");', limit=10.0)

    def test_nothing_running(self):
        self.assertEqual(self.control("interrupt_request")["content"]["status"], "ok")
        self.assertEqual(self.value("1 + 1"), "2")

    def test_waiting_for_input(self):
        msg_id = self.kc.execute("Console.ReadLine()", allow_stdin=True)
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.control("interrupt_request")
        self.assertEqual(self.reply_to(msg_id)["content"]["ename"], "KeyboardInterrupt")

    def test_queued_cells_are_dropped(self):
        first = self.kc.execute("while (true) { }")
        self.wait_for(first, "execute_input")
        second = self.kc.execute("var neverRun = 1;")
        time.sleep(0.2)
        self.control("interrupt_request")
        self.reply_to(first)
        self.assertEqual(self.reply_to(second)["content"]["status"], "aborted")

    @unittest.skipIf(sys.platform == "win32", "POSIX signals")
    def test_sigint_of_the_terminal_is_ignored(self):
        self.value('var before = 1; before')
        pid = int(self.value("Environment.ProcessId"))
        os.kill(pid, signal.SIGINT)
        time.sleep(0.3)
        self.assertEqual(self.value("before"), "1")


class Execution(Case):
    def test_control_answers_while_a_cell_runs(self):
        msg_id = self.kc.execute("Thread.Sleep(1500);")
        self.wait_for(msg_id, "execute_input")
        started = time.time()
        reply = self.control("kernel_info_request")
        self.assertLess(time.time() - started, 1.0)
        self.assertEqual(reply["content"]["protocol_version"], "5.5")
        self.reply_to(msg_id)

    def test_the_heart_beats_while_every_pool_thread_is_blocked(self):
        msg_id = self.kc.execute(
            "var gate = new ManualResetEventSlim();"
            "for (var i = 0; i < 200; i++) ThreadPool.QueueUserWorkItem(_ => gate.Wait());"
            "Thread.Sleep(3000); gate.Set();")
        self.wait_for(msg_id, "execute_input")
        self.kc.hb_channel.unpause()
        time.sleep(2)
        self.assertTrue(self.kc.hb_channel.is_beating())
        started = time.time()
        self.control("kernel_info_request")
        self.assertLess(time.time() - started, 1.0)
        self.assertEqual(self.reply_to(msg_id)["content"]["status"], "ok")

    def test_input(self):
        msg_id = self.kc.execute('Console.Write("who? "); var who = Console.ReadLine(); "hello " + who',
                                 allow_stdin=True)
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.kc.input("Grace ✓")
        self.reply_to(msg_id)
        outputs = self.published(msg_id)
        self.assertEqual(outputs[-2]["content"]["data"]["text/plain"], "hello Grace ✓")

    def test_input_is_refused(self):
        content, _ = self.run_cell("Console.ReadLine()", allow_stdin=False)
        self.assertEqual(content["status"], "error")

    def test_stop_on_error(self):
        ids = [self.kc.execute(code) for code in
               ('Thread.Sleep(400); throw new Exception("stop");', "var dropped = 1;", "var droppedToo = 2;")]
        self.assertEqual([self.reply_to(i)["content"]["status"] for i in ids], ["error", "aborted", "aborted"])
        ids = [self.kc.execute(code, stop_on_error=False) for code in
               ('Thread.Sleep(400); throw new Exception("go on");', "var run = 1;")]
        self.assertEqual([self.reply_to(i)["content"]["status"] for i in ids], ["error", "ok"])

    def test_silent_and_history(self):
        before = int(self.run_cell("1")[0]["execution_count"])
        content, outputs = self.run_cell('Console.WriteLine("x"); 5', silent=True)
        self.assertEqual(content["execution_count"], before)
        self.assertEqual([m["msg_type"] for m in outputs], ["status", "status"])
        content, outputs = self.run_cell("6", store_history=False)
        self.assertEqual(content["execution_count"], before)
        self.assertIn("execute_result", [m["msg_type"] for m in outputs])
        self.assertEqual(self.run_cell("7")[0]["execution_count"], before + 1)

    def test_user_expressions(self):
        content, _ = self.run_cell("var u = 20;", user_expressions={"sum": "u + 1", "bad": "nothingOfThatName"})
        self.assertEqual(content["user_expressions"]["sum"]["data"]["text/plain"], "21")
        self.assertEqual(content["user_expressions"]["bad"]["status"], "error")

    def test_display_is_updated(self):
        _, outputs = self.run_cell('var d = display("one"); d.Update("two");')
        shown = [m for m in outputs if m["msg_type"] in ("display_data", "update_display_data")]
        self.assertEqual([m["msg_type"] for m in shown], ["display_data", "update_display_data"])
        ids = {m["content"]["transient"]["display_id"] for m in shown}
        self.assertEqual(len(ids), 1)

    def test_every_bundle_has_plain_text(self):
        _, outputs = self.run_cell('display(HTML("<i>x</i>")); new[] { 1, 2, 3 }')
        for message in outputs:
            if "data" in message["content"]:
                self.assertIn("text/plain", message["content"]["data"])

    def test_error_names_cell_and_line(self):
        content, _ = self.run_cell('var a = 1;\n\nthrow new InvalidOperationException("here");')
        line = f"Cell In[{content['execution_count']}], line 3"
        self.assertIn(line, "\n".join(content["traceback"]))
        content, _ = self.run_cell("var b = 1;\nvar c = undefinedName;")
        self.assertIn(f"Cell In[{content['execution_count']}], line 2", "\n".join(content["traceback"]))

    def test_completion_counts_code_points(self):
        code = 'var face = "😀"; face.Len'
        msg_id = self.kc.complete(code, len(code))
        content = self.reply_to(msg_id, 60)["content"]
        self.assertEqual(content["matches"], ["Length"])
        self.assertEqual((content["cursor_start"], content["cursor_end"]), (len(code) - 3, len(code)))
        kinds = content["metadata"]["_jupyter_types_experimental"]
        self.assertEqual(kinds[0]["text"], "Length")

    def test_order_of_output_across_threads(self):
        _, outputs = self.run_cell(
            'var t = new Thread(() => Console.Write("b")); Console.Write("a"); t.Start(); t.Join(); Console.Write("c");')
        self.assertEqual(self.text(outputs), "abc")


class Output(Case):
    def test_five_megabytes_arrive_whole(self):
        code = 'for (var i = 0; i < 100_000; i++) Console.WriteLine($"{i:D6} {new string((char)(97 + i % 26), 43)}");'
        _, outputs = self.run_cell(code)
        text = self.text(outputs)
        expected = "".join(f"{i:06} {chr(97 + i % 26) * 43}\n" for i in range(100_000))
        self.assertEqual(len(text), len(expected))
        self.assertTrue(text == expected)

    def test_one_big_text(self):
        _, outputs = self.run_cell("Console.Write(new string('x', 5_000_000));")
        self.assertEqual(len(self.text(outputs)), 5_000_000)

    def test_one_big_display(self):
        _, outputs = self.run_cell("display(new string('y', 3_000_000));")
        data = next(m for m in outputs if m["msg_type"] == "display_data")["content"]["data"]
        self.assertGreaterEqual(len(data["text/plain"]), 3_000_000)

    def test_output_after_the_cell_belongs_to_it(self):
        msg_id = self.kc.execute('_ = Task.Run(async () => { await Task.Delay(700); Console.Write("late"); });')
        self.published(msg_id)
        other = self.kc.execute("1 + 1")
        self.published(other)
        self.assertEqual(self.wait_for(msg_id, "stream")["content"]["text"], "late")
        thread = self.kc.execute('new Thread(() => { Thread.Sleep(500); Console.Error.Write("thread"); }).Start();')
        self.published(thread)
        self.assertEqual(self.wait_for(thread, "stream")["content"]["text"], "thread")

    def test_memory_stays_bounded_while_printing_without_end(self):
        pid = int(self.value("Environment.ProcessId"))
        msg_id = self.kc.execute('while (true) Console.WriteLine(new string(\'z\', 1000));')
        self.wait_for(msg_id, "execute_input")
        time.sleep(1)
        before = resident(pid)
        time.sleep(4)
        after = resident(pid)
        self.control("interrupt_request")
        self.assertEqual(self.reply_to(msg_id)["content"]["ename"], "KeyboardInterrupt")
        self.published(msg_id)
        self.assertLess(after - before, 200 << 20)

    def test_output_shows_while_the_cell_runs(self):
        msg_id = self.kc.execute('Console.Write("now"); Thread.Sleep(3000);')
        started = time.time()
        self.wait_for(msg_id, "stream")
        self.assertLess(time.time() - started, 2.0)
        self.reply_to(msg_id)


class Survival(Case):
    def stderr_of(self, code):
        msg_id = self.kc.execute(code)
        message = self.wait_for(msg_id, "stream")
        self.assertEqual(message["content"]["name"], "stderr")
        self.assertEqual(self.value("1 + 1"), "2")
        return message["content"]["text"]

    def test_exception_on_a_thread(self):
        text = self.stderr_of('new Thread(() => throw new InvalidOperationException("on a thread")).Start();')
        self.assertIn("on a thread", text)

    def test_exception_on_the_pool(self):
        text = self.stderr_of('ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException("on the pool"));')
        self.assertIn("on the pool", text)

    def test_exception_of_an_async_void(self):
        text = self.stderr_of(
            'async void Fail() { await Task.Delay(100); throw new InvalidOperationException("async void"); }\nFail();')
        self.assertIn("async void", text)

    def test_exception_of_a_task_nobody_awaits(self):
        self.run_cell('void Drop() { Task.Run(() => throw new InvalidOperationException("unobserved")); }')
        msg_id = self.kc.execute(
            'Drop(); for (var i = 0; i < 20; i++) { Thread.Sleep(50); GC.Collect(); GC.WaitForPendingFinalizers(); }')
        self.reply_to(msg_id)
        self.published(msg_id)
        self.assertEqual(self.value("1 + 1"), "2")

    def test_many_threads_at_once(self):
        self.run_cell('for (var i = 0; i < 50; i++) new Thread(() => throw new Exception("many")).Start();')
        time.sleep(0.5)
        self.assertEqual(self.value("1 + 1"), "2")


class Comms(Case):
    def send(self, kind, content):
        message = self.kc.session.msg(kind, content)
        self.kc.shell_channel.send(message)
        return message["header"]["msg_id"]

    def test_unknown_target_is_closed_at_once(self):
        msg_id = self.send("comm_open", {"comm_id": "abc", "target_name": "nobody", "data": {}})
        seen = self.published(msg_id)
        closed = [m for m in seen if m["msg_type"] == "comm_close"]
        self.assertEqual([m["content"]["comm_id"] for m in closed], ["abc"])

    def test_message_to_an_unknown_comm_is_busy_and_idle(self):
        msg_id = self.send("comm_msg", {"comm_id": "xyz", "data": {}})
        self.assertEqual([m["msg_type"] for m in self.published(msg_id)], ["status", "status"])

    def test_comm_info(self):
        msg_id = self.kc.comm_info()
        self.assertEqual(self.reply_to(msg_id)["content"]["status"], "ok")


class ManyCells(Case):
    @unittest.skipUnless(os.path.exists("/proc/self/status"), "memory is read from /proc")
    def test_a_thousand_cells_with_the_library_loaded_stay_below_a_gigabyte(self):
        self.run_cell(f'#load "{os.environ["WORKBOOK_SETUP"]}"')
        self.run_cell("var chart = Chart.Line<double, double, string>(x: new double[] { 1, 2 }, y: new double[] { 1, 4 });")
        for n in range(1000):
            self.run_cell(f"var v{n} = torch.ones({n % 7 + 1}).sum().item<float>() + {n}; v{n}")
        self.assertEqual(self.value("v999 > 999"), "True")
        with open(f"/proc/{int(self.value('Environment.ProcessId'))}/status") as status:
            resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        self.assertLess(resident / 1024, 1024, "megabytes")


class Lifetime(Case):
    def test_restart(self):
        self.assertEqual(self.value("var old = 5; old"), "5")
        old_pid = int(self.value("Environment.ProcessId"))
        session = self.kc.execute("1")
        old_session = self.reply_to(session)["header"]["session"]
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=60)
        self.assertNotEqual(int(self.value("Environment.ProcessId")), old_pid)
        content, _ = self.run_cell("old")
        self.assertEqual(content["status"], "error")
        again = self.reply_to(self.kc.execute("1"))
        self.assertNotEqual(again["header"]["session"], old_session)
        self.assertFalse(alive(old_pid))


class Ends(unittest.TestCase):
    def start(self):
        from harness import KERNEL, start_new_kernel
        km, kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=60)
        msg_id = kc.execute("Environment.ProcessId")
        while True:
            message = kc.get_iopub_msg(timeout=TIMEOUT)
            if message["msg_type"] == "execute_result" and message["parent_header"]["msg_id"] == msg_id:
                return km, kc, int(message["content"]["data"]["text/plain"])

    def test_shutdown_ends_the_process_with_code_zero(self):
        km, kc, pid = self.start()
        process = km.provisioner.process
        kc.shutdown()
        process.wait(10)
        self.assertEqual(process.returncode, 0)
        self.assertFalse(alive(pid))
        kc.stop_channels()
        km.cleanup_resources()

    def test_shutdown_while_a_cell_runs_and_threads_live(self):
        km, kc, pid = self.start()
        process = km.provisioner.process
        kc.execute("new Thread(() => Thread.Sleep(-1)).Start(); while (true) { }")
        time.sleep(1)
        started = time.time()
        kc.shutdown()
        process.wait(15)
        self.assertLess(time.time() - started, 10)
        self.assertFalse(alive(pid))
        kc.stop_channels()
        km.cleanup_resources()


def resident(pid):
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def alive(pid):
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


if __name__ == "__main__":
    unittest.main(verbosity=2)
