"""Run one command from a small process and write down what the kernel counted.

Run as a file, never imported: `python -I -S launch.py USAGE_FILE COMMAND ...`. The largest resident
set of a process (ru_maxrss) starts from that of the process it was forked from, and the benchmark
itself may be far larger than what it measures.
"""

import os
import sys


def main(usage_file: str, args: list[str]) -> int:
    """Run `args`, write its usage as three numbers, and end as it ended."""
    child = os.posix_spawnp(args[0], args, os.environ)
    _, status, usage = os.wait4(child, 0)
    with open(usage_file, "w", encoding="ascii") as out:  # noqa: PTH123 pathlib is not small
        out.write(f"{usage.ru_utime} {usage.ru_stime} {usage.ru_maxrss}")
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
