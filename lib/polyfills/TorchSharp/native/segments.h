// Long buffers, cut from stretches of huge pages. A stretch serves buffers of any size: neighbours that are free join, and what a
// request leaves over stays for the next, so that batches of changing shapes share the same memory. What is known of a block
// stands outside it: a buffer that nobody writes to takes no memory.
#pragma once

#include "memory.h"

#include <set>
#include <sys/mman.h>
#include <unordered_map>
#include <utility>

namespace workbook {
namespace cpu_memory {

struct Block {
  char* base;
  size_t bytes;
  Block* before;   // its neighbours in the stretch; null at the ends
  Block* after;
  bool is_free;
  bool is_clean;   // free, and the system has its pages back
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
    used_[block->base] = block;
    return block;
  }

  // The bytes of the buffer that was given back; 0 where it is none of ours.
  size_t give(void* data) {
    auto found = used_.find(data);
    if (found == used_.end()) return 0;
    Block* block = found->second;
    used_.erase(found);
    const size_t bytes = block->bytes;
    block->is_free = true;
    enter(join(block));
    return bytes;
  }

  // Gives pages back to the system until at most `bytes` wait, the longest block first.
  void trim(size_t bytes) {
    while (kept_ > bytes) {
      Block* block = dirty_.rbegin()->second;
      leave(block);
      madvise(block->base, block->bytes, MADV_DONTNEED);
      block->is_clean = true;
      block = join(block);
      if (block->before == nullptr && block->after == nullptr) {
        munmap(block->base, block->bytes);
        delete block;
      } else {
        enter(block);
      }
    }
  }

 private:
  using BySize = std::set<std::pair<size_t, Block*>>;

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
    auto* block = new Block{static_cast<char*>(base), total, nullptr, nullptr, true, true};
    enter(block);
    return block;
  }

  // The rest of the block becomes a block of its own, in the state of the whole.
  void split(Block* block, size_t bytes) {
    auto* rest = new Block{block->base + bytes, block->bytes - bytes, block, block->after, true, block->is_clean};
    if (block->after != nullptr) block->after->before = rest;
    block->after = rest;
    block->bytes = bytes;
    enter(rest);
  }

  // The block with its free neighbours of the same state, which leave the lists.
  Block* join(Block* block) {
    if (is_like(block->after, block)) {
      leave(block->after);
      absorb_next(block);
    }
    if (is_like(block->before, block)) {
      block = block->before;
      leave(block);
      absorb_next(block);
    }
    return block;
  }

  static bool is_like(const Block* neighbour, const Block* block) {
    return neighbour != nullptr && neighbour->is_free && neighbour->is_clean == block->is_clean;
  }

  static void absorb_next(Block* block) {
    Block* next = block->after;
    block->bytes += next->bytes;
    block->after = next->after;
    if (block->after != nullptr) block->after->before = block;
    delete next;
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
  std::unordered_map<void*, Block*> used_;
  size_t kept_ = 0;
};

}  // namespace cpu_memory
}  // namespace workbook
