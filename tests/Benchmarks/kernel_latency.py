"""Times two Jupyter kernels side by side with Debian's jupyter_client: kernel_latency.py OURS [OTHER]  (kernelspec names)

Prints: ready OURS OTHER cell OURS OTHER, in milliseconds. Ready is from the start of the process until wait_for_ready
returns, median of runs taken in turn; a cell is from execute to idle, median of two hundred after fifty that do not count.
"""
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

CODE = {"python3": "1+1"}


def started(name):
    manager = KernelManager(kernel_name=name)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client, (time.perf_counter() - begin) * 1e3


def stopped(manager, client):
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def ready(name):
    manager, client, milliseconds = started(name)
    stopped(manager, client)
    return milliseconds


def cell_times(name):
    manager, client, _ = started(name)
    times = []
    for _ in range(250):
        begin = time.perf_counter()
        identity = client.execute(CODE.get(name, "1+1"))
        while True:
            message = client.get_iopub_msg(timeout=30)
            idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
            if idle and message["parent_header"].get("msg_id") == identity:
                break
        times.append((time.perf_counter() - begin) * 1e3)
        client.get_shell_msg(timeout=30)
    stopped(manager, client)
    return statistics.median(times[50:])


def main():
    ours, other = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "python3"
    ready(ours), ready(other)  # neither pays for a cold disk
    pairs = [(ready(ours), ready(other)) for _ in range(7)]
    begins = [statistics.median(side) for side in zip(*pairs)]
    print("ready", *begins, "cell", cell_times(ours), cell_times(other))


main()
