#!/usr/bin/env bash
# Builds the engine's bridge against the PyTorch found here, then runs engine tests, golden tests and the LoRA benchmark
# on the GPU, beside PyTorch. Needs a C++ compiler and a pip-installed PyTorch (or LIBTORCH). usage: run.sh [cpu]
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
export WORKBOOK_DEVICE="${1:-cuda}" WORKBOOK_CACHE="${WORKBOOK_CACHE:-$here/cache}"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 WORKBOOK_PYTHON="${WORKBOOK_PYTHON:-$(command -v python3)}"
[ -d "$here/golden" ] && export WORKBOOK_GOLDEN="$here/golden" WORKBOOK_GOLDEN_LINES="${WORKBOOK_GOLDEN_LINES:-models,attention*,training*,peft}"
failed=0

command -v "${CXX:-g++}" >/dev/null || { echo "A C++ compiler is needed: install g++ (or set CXX)." >&2; exit 1; }
if [ "$WORKBOOK_DEVICE" = cuda ]; then
    command -v nvidia-smi >/dev/null || { echo "No NVIDIA driver was found (nvidia-smi); use 'run.sh cpu' to try the folder." >&2; exit 1; }
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
fi

run() {
    echo "== $*"
    local program="$here/app/$1"
    shift
    "$program" "$@" || failed=1
}

chmod +x "$here"/app/TorchSharp.Tests "$here"/app/Golden.Tests "$here"/app/Benchmarks
run TorchSharp.Tests -noLogo -noColor
[ -d "$here/golden" ] && run Golden.Tests -noLogo -noColor
run Benchmarks ${WORKBOOK_BENCH:-lora-step small-op}
exit "$failed"
