"""jupyter_kernel_test with every sample filled in. WORKBOOK_KERNEL names the kernel."""

import os
import unittest

import jupyter_kernel_test as jkt

KERNEL = os.environ.get("WORKBOOK_KERNEL", ".net-csharp")


class CSharpKernel(jkt.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("test");'
    completion_samples = [
        {"text": "Console.WriteLi", "matches": {"WriteLine"}},
        {"text": "int.MaxV", "matches": {"MaxValue"}},
        {"text": 'var zebra = "x"; zeb', "matches": {"zebra"}},
    ]
    complete_code_samples = ["1+1", "var x = 5;", "class A { }", 'Console.WriteLine("a");', "// a comment"]
    incomplete_code_samples = ["if (true) {", "Console.WriteLine(", "var x =", 'var s = """\nabc', "/* open"]
    invalid_code_samples = ["int 7x = ;", "1 +* ) 2;", "var = = 3;"]
    code_page_something = "Console.WriteLine?"
    code_generate_error = 'throw new Exception("boom");'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "int.Parse(\"7\") % 4", "result": "3"},
        {"code": "await Task.FromResult(40 + 2)", "result": "42"},
        {"code": "Enumerable.Range(1, 3).Sum()", "result": "6"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>test</b>"));', "mime": "text/html"},
        {"code": '"# title".DisplayAs("text/markdown");', "mime": "text/markdown"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?2*"
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "ClearOutput();"

    def test_compile_error(self):
        """A compile error is one `error` output and nothing on stderr beside it."""
        self.flush_channels()
        reply, outputs = self.execute_helper(code="int x = \"text\";")
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual([m["msg_type"] for m in outputs], ["error"])
        self.assertIn("line 1", "\n".join(outputs[0]["content"]["traceback"]))


class Welcome(jkt.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
