// Buffers of at most a kilobyte, kept by the thread that frees them.
#pragma once

#include "memory.h"

namespace workbook {
namespace cpu_memory {

// Scalars, biases and other small buffers come and go with every operator: a few of each size stay with the thread that freed them.
class Shelf {
 public:
  static size_t rounded(size_t total) { return total <= kLargest ? (total + kHeader - 1) / kHeader * kHeader : total; }

  static void* take(size_t total) noexcept {
    Shelf& shelf = here();
    if (total > kLargest) return nullptr;
    uint8_t& count = shelf.counts_[slot(total)];
    return count > 0 ? shelf.blocks_[slot(total)][--count] : nullptr;
  }

  static bool keep(void* base, size_t total) noexcept {
    Shelf& shelf = here();
    if (total > kLargest || shelf.closed_) return false;
    uint8_t& count = shelf.counts_[slot(total)];
    if (count == kDepth) return false;
    if (!shelf.watched_) shelf.watch();
    shelf.blocks_[slot(total)][count++] = base;
    return true;
  }

 private:
  static constexpr size_t kLargest = 16 * kHeader;
  static constexpr uint8_t kDepth = 32;

  // Empties the thread's shelf when the thread ends; what is freed after that goes straight back.
  struct Watch {
    ~Watch() { here().close(); }
  };

  static size_t slot(size_t total) { return (total + kHeader - 1) / kHeader - 1; }

  // No constructor and no destructor, so that it may be used while its thread ends.
  static Shelf& here() {
    static thread_local Shelf shelf;
    return shelf;
  }

  void watch() {
    static thread_local Watch end;
    (void)end;
    watched_ = true;
  }

  void close() noexcept {
    closed_ = true;
    for (size_t i = 0; i < kLargest / kHeader; i++) {
      while (counts_[i] > 0) std::free(blocks_[i][--counts_[i]]);
    }
  }

  bool watched_, closed_;
  uint8_t counts_[kLargest / kHeader];
  void* blocks_[kLargest / kHeader][kDepth];
};

}  // namespace cpu_memory
}  // namespace workbook
