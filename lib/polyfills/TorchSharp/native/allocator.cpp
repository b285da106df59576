// CPU memory that the process keeps. glibc gives every large buffer back to the kernel and faults it in again, which
// costs a fifth of a LoRA step; here freed buffers wait on huge pages, up to a limit.
#include "segments.h"
#include "small_buffers.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <unistd.h>

#include <cstring>
#include <mutex>

namespace workbook {
namespace cpu_memory {

size_t default_limit() {
  if (const char* text = std::getenv("WORKBOOK_CPU_CACHE_MB")) return std::strtoull(text, nullptr, 10) << 20;
  const size_t ram = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
  return ram / 4;
}

// Long buffers wait in segments. What is held, in use and waiting together, stays near what the process lately needed at once.
class Pool {
 public:
  void* take(size_t bytes) {
    const size_t total = bytes + kHeader;
    Block* block = total < kSmall ? small(total) : large(round_up(total, kPage));
    return reinterpret_cast<char*>(block) + kHeader;
  }

  void give(void* data) noexcept {
    if (data == nullptr) return;
    auto* block = reinterpret_cast<Block*>(static_cast<char*>(data) - kHeader);
    if (block->segment == nullptr) {
      if (!Shelf::keep(block, block->bytes)) std::free(block);
      return;
    }
    std::lock_guard<std::mutex> lock(mutex_);
    in_use_ -= block->bytes;
    segments_.give(block);
    segments_.trim(room());
  }

  int64_t empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    const size_t released = segments_.kept();
    segments_.trim(0);
    return static_cast<int64_t>(released);
  }

  void statistics(int64_t* in_use, int64_t* kept, int64_t* peak, int64_t* limit) {
    std::lock_guard<std::mutex> lock(mutex_);
    *in_use = static_cast<int64_t>(in_use_);
    *kept = static_cast<int64_t>(segments_.kept());
    *peak = static_cast<int64_t>(peak_);
    *limit = static_cast<int64_t>(limit_);
  }

  void set_limit(int64_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    limit_ = static_cast<size_t>(bytes);
    segments_.trim(room());
  }

  void reset_peak() {
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = recent_peak_ = in_use_;
    earlier_peak_ = 0;
  }

 private:
  static constexpr size_t kAlways = size_t{32} << 20;   // may wait whatever is in use
  static constexpr int kWindow = 4096;                   // requests that "lately" spans, once or twice

  static Block* small(size_t total) {
    if (void* kept = Shelf::take(total)) return static_cast<Block*>(kept);
    total = Shelf::rounded(total);
    void* base = nullptr;
    TORCH_CHECK(posix_memalign(&base, kHeader, total) == 0, "not enough memory: ", total, " bytes could not be had");
    auto* block = static_cast<Block*>(base);
    *block = {total, nullptr, nullptr, false, false};
    return block;
  }

  Block* large(size_t total) {
    std::lock_guard<std::mutex> lock(mutex_);
    Block* block = segments_.take(total);
    if (block == nullptr) {
      segments_.trim(0);
      block = segments_.take(total);
    }
    TORCH_CHECK(block != nullptr, "not enough memory: ", total, " bytes could not be had");
    count(block->bytes);
    segments_.trim(room());
    return block;
  }

  void count(size_t bytes) {
    in_use_ += bytes;
    if (in_use_ > peak_) peak_ = in_use_;
    if (++requests_ == kWindow) {
      requests_ = 0;
      earlier_peak_ = recent_peak_;
      recent_peak_ = 0;
    }
    if (in_use_ > recent_peak_) recent_peak_ = in_use_;
  }

  // How much may wait now.
  size_t room() const {
    const size_t lately = recent_peak_ > earlier_peak_ ? recent_peak_ : earlier_peak_;
    const size_t held = lately + lately / 8;
    const size_t wanted = held > in_use_ + kAlways ? held - in_use_ : kAlways;
    return wanted < limit_ ? wanted : limit_;
  }

  std::mutex mutex_;
  Segments segments_;
  int requests_ = 0;
  size_t in_use_ = 0, peak_ = 0, recent_peak_ = 0, earlier_peak_ = 0, limit_ = default_limit();
};

Pool& pool() {
  static Pool* one = new Pool();  // never destroyed: tensors may be freed while the process ends
  return *one;
}

void give_back(void* data) { pool().give(data); }

struct KeepingAllocator final : c10::Allocator {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
  c10::DataPtr allocate(size_t bytes) override { return make(bytes); }
#else
  c10::DataPtr allocate(size_t bytes) const override { return make(bytes); }
#endif
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  void copy_data(void* to, const void* from, std::size_t count) const override { std::memcpy(to, from, count); }
#endif
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

 private:
  static c10::DataPtr make(size_t bytes) {
    if (bytes == 0) return {nullptr, nullptr, &give_back, c10::Device(c10::DeviceType::CPU)};
    void* data = pool().take(bytes);
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }
};

void install() {
  static KeepingAllocator allocator;
  c10::SetAllocator(c10::DeviceType::CPU, &allocator, /*priority=*/100);
}

}  // namespace cpu_memory
}  // namespace workbook

extern "C" {
#define WB_MEMORY __attribute__((visibility("default")))
WB_MEMORY void wb_memory_install() { workbook::cpu_memory::install(); }
WB_MEMORY int64_t wb_memory_empty() { return workbook::cpu_memory::pool().empty(); }
WB_MEMORY void wb_memory_set_limit(int64_t bytes) { workbook::cpu_memory::pool().set_limit(bytes); }
WB_MEMORY void wb_memory_reset_peak() { workbook::cpu_memory::pool().reset_peak(); }
WB_MEMORY void wb_memory_statistics(int64_t* in_use, int64_t* kept, int64_t* peak, int64_t* limit) {
  workbook::cpu_memory::pool().statistics(in_use, kept, peak, limit);
}
}
