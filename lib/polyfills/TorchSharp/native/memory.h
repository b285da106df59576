// What the parts of the CPU allocator agree on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace workbook {
namespace cpu_memory {

constexpr size_t kLine = 64;                 // data begins on a cache line, as libtorch promises
constexpr size_t kSmall = 64 * 1024;         // below this glibc keeps buffers by itself
constexpr size_t kPage = 4096;
constexpr size_t kHugePage = 2 * 1024 * 1024;

inline size_t round_up(size_t bytes, size_t step) { return (bytes + step - 1) / step * step; }

}  // namespace cpu_memory
}  // namespace workbook
