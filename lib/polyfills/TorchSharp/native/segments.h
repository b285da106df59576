// Long buffers, cut from stretches of huge pages. A stretch serves buffers of any size: neighbours that are free join, and what a
// request leaves over stays for the next, so that batches of changing shapes share the same memory.
#pragma once

#include "memory.h"

#include <set>
#include <sys/mman.h>
#include <utility>

namespace workbook {
namespace cpu_memory {

struct Segment {
  char* base;
  size_t bytes;

  Block* first() const { return reinterpret_cast<Block*>(base); }
  char* end() const { return base + bytes; }
};

// Not safe for threads: its owner locks.
class Segments {
 public:
  size_t kept() const { return kept_; }

  // A block of at least that size, or null where the system has no memory left.
  Block* take(size_t bytes) {
    Block* block = find(dirty_, bytes);
    if (block == nullptr) block = find(clean_, bytes);
    if (block == nullptr) block = extend(bytes);
    if (block == nullptr) return nullptr;
    leave(block);
    if (block->bytes - bytes >= kSmall) split(block, bytes);
    block->is_free = block->is_clean = false;
    return block;
  }

  void give(Block* block) {
    block->is_free = true;
    block->is_clean = false;
    enter(join(block));
  }

  // Gives pages back to the system until at most `bytes` wait, the longest block first.
  void trim(size_t bytes) {
    while (kept_ > bytes) {
      Block* block = dirty_.rbegin()->second;
      leave(block);
      madvise(reinterpret_cast<char*>(block) + kPage, block->bytes - kPage, MADV_DONTNEED);
      block->is_clean = true;
      block = join(block);
      if (block->bytes == block->segment->bytes) {
        drop(block->segment);
      } else {
        enter(block);
      }
    }
  }

 private:
  using BySize = std::set<std::pair<size_t, Block*>>;   // among equals the lowest address, so that high ones become free

  static constexpr size_t kSegment = size_t{32} << 20;

  static Block* find(const BySize& blocks, size_t bytes) {
    auto found = blocks.lower_bound({bytes, nullptr});
    return found == blocks.end() ? nullptr : found->second;
  }

  Block* extend(size_t bytes) {
    const size_t total = bytes > kSegment ? round_up(bytes, kHugePage) : kSegment;
    void* base = mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return nullptr;
    madvise(base, total, MADV_HUGEPAGE);
    auto* segment = new Segment{static_cast<char*>(base), total};
    Block* block = segment->first();
    *block = {total, segment, nullptr, true, true};
    enter(block);
    return block;
  }

  static void drop(Segment* segment) {
    munmap(segment->base, segment->bytes);
    delete segment;
  }

  static Block* after(Block* block) {
    char* next = reinterpret_cast<char*>(block) + block->bytes;
    return next == block->segment->end() ? nullptr : reinterpret_cast<Block*>(next);
  }

  // The rest of the block becomes a block of its own, in the state of the whole.
  void split(Block* block, size_t bytes) {
    auto* rest = reinterpret_cast<Block*>(reinterpret_cast<char*>(block) + bytes);
    *rest = {block->bytes - bytes, block->segment, block, true, block->is_clean};
    if (Block* next = after(rest)) next->before = rest;
    block->bytes = bytes;
    enter(rest);
  }

  // The block with its free neighbours of the same state, which leave the lists.
  Block* join(Block* block) {
    if (Block* next = after(block); next != nullptr && is_like(next, block)) {
      leave(next);
      absorb(block, next);
    }
    if (Block* before = block->before; before != nullptr && is_like(before, block)) {
      leave(before);
      absorb(before, block);
      block = before;
    }
    return block;
  }

  static bool is_like(const Block* neighbour, const Block* block) {
    return neighbour->is_free && neighbour->is_clean == block->is_clean;
  }

  static void absorb(Block* block, Block* next) {
    block->bytes += next->bytes;
    if (Block* following = after(block)) following->before = block;
  }

  void enter(Block* block) {
    (block->is_clean ? clean_ : dirty_).insert({block->bytes, block});
    if (!block->is_clean) kept_ += block->bytes;
  }

  void leave(Block* block) {
    (block->is_clean ? clean_ : dirty_).erase({block->bytes, block});
    if (!block->is_clean) kept_ -= block->bytes;
  }

  BySize dirty_, clean_;
  size_t kept_ = 0;
};

}  // namespace cpu_memory
}  // namespace workbook
