// What the parts of the CPU allocator agree on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace workbook {
namespace cpu_memory {

constexpr size_t kHeader = 64;               // keeps the data on a cache line, as libtorch promises
constexpr size_t kSmall = 64 * 1024;         // below this glibc keeps buffers by itself
constexpr size_t kPage = 4096;
constexpr size_t kHugePage = 2 * 1024 * 1024;

struct Segment;

// Stands before the data of every buffer.
struct Block {
  size_t bytes;       // of the whole block, header included
  Segment* segment;   // null for a small buffer of the C library
  Block* before;      // its neighbour in the segment; null for the first
  bool is_free;
  bool is_clean;      // free, and the system has its pages back
};
static_assert(sizeof(Block) <= kHeader, "the header has its own cache line");

inline size_t round_up(size_t bytes, size_t step) { return (bytes + step - 1) / step * step; }

}  // namespace cpu_memory
}  // namespace workbook
