// CPU memory that the process keeps. glibc gives every large buffer back to the kernel and faults it in again, which
// costs a fifth of a LoRA step; here freed buffers wait in lists by size, on huge pages, up to a limit.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>

namespace workbook {
namespace cpu_memory {

constexpr size_t kHeader = 64;               // keeps the data on a cache line, as libtorch promises
constexpr size_t kSmall = 64 * 1024;         // below this glibc keeps buffers by itself
constexpr size_t kHugePage = 2 * 1024 * 1024;

struct Header {
  size_t bytes;   // of the whole block, header included
  bool mapped;    // from mmap and so ours to keep; otherwise from aligned_alloc
};
static_assert(sizeof(Header) <= kHeader, "the header has its own cache line");

// Sizes are rounded up to an eighth of their power of two, so that lists are few and waste stays below 12.5 %.
size_t rounded(size_t bytes) {
  size_t power = 4096;
  while (power * 2 <= bytes) power *= 2;
  const size_t step = power / 8 < 4096 ? 4096 : power / 8;
  return (bytes + step - 1) / step * step;
}

size_t default_limit() {
  if (const char* text = std::getenv("WORKBOOK_CPU_CACHE_MB")) return std::strtoull(text, nullptr, 10) << 20;
  const size_t ram = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
  return ram / 4;
}

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

// Free blocks wait here, by size for the next request and by age for eviction. What is held, in use and waiting together,
// stays near what the process lately needed at once: batches of changing shapes would otherwise each leave their own sizes behind.
class Pool {
 public:
  void* take(size_t bytes) {
    const size_t total = bytes + kHeader;
    void* base = total < kSmall ? small(total) : large(rounded(total));
    return static_cast<char*>(base) + kHeader;
  }

  void give(void* data) noexcept {
    if (data == nullptr) return;
    void* base = static_cast<char*>(data) - kHeader;
    const Header header = *static_cast<Header*>(base);
    if (!header.mapped) {
      if (!Shelf::keep(base, header.bytes)) std::free(base);
      return;
    }
    std::lock_guard<std::mutex> lock(mutex_);
    in_use_ -= header.bytes;
    keep(base, header.bytes);
    trim(room());
  }

  int64_t empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    const size_t released = kept_;
    trim(0);
    return static_cast<int64_t>(released);
  }

  void statistics(int64_t* in_use, int64_t* kept, int64_t* peak, int64_t* limit) {
    std::lock_guard<std::mutex> lock(mutex_);
    *in_use = static_cast<int64_t>(in_use_);
    *kept = static_cast<int64_t>(kept_);
    *peak = static_cast<int64_t>(peak_);
    *limit = static_cast<int64_t>(limit_);
  }

  void set_limit(int64_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    limit_ = static_cast<size_t>(bytes);
    trim(room());
  }

  void reset_peak() {
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = recent_peak_ = in_use_;
    earlier_peak_ = 0;
  }

 private:
  static constexpr size_t kAlways = size_t{128} << 20;   // may wait whatever is in use
  static constexpr int kWindow = 4096;                   // requests that "lately" spans, once or twice

  struct Free {
    void* base;
    size_t bytes;
  };

  static void* small(size_t total) {
    if (void* kept = Shelf::take(total)) return kept;
    total = Shelf::rounded(total);
    void* base = nullptr;
    TORCH_CHECK(posix_memalign(&base, kHeader, total) == 0, "not enough memory: ", total, " bytes could not be had");
    *static_cast<Header*>(base) = {total, false};
    return base;
  }

  void* large(size_t total) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (void* base = reuse(total)) return base;
      count(total);
      // The new block and those that wait must fit together, so older ones of other sizes go first.
      trim(room());
    }
    void* base = map(total);
    if (base == nullptr && empty() > 0) base = map(total);
    if (base == nullptr) {
      std::lock_guard<std::mutex> lock(mutex_);
      in_use_ -= total;
    }
    TORCH_CHECK(base != nullptr, "not enough memory: ", total, " bytes could not be had");
    *static_cast<Header*>(base) = {total, true};
    return base;
  }

  // The smallest block that waits and fits, if at most a quarter of it is wasted; among equals the one freed last.
  void* reuse(size_t total) {
    auto list = by_size_.lower_bound(total);
    if (list == by_size_.end() || list->first > total + total / 4) return nullptr;
    const uint64_t stamp = list->second.back();
    const Free block = by_age_[stamp];
    list->second.pop_back();
    if (list->second.empty()) by_size_.erase(list);
    by_age_.erase(stamp);
    kept_ -= block.bytes;
    count(block.bytes);
    return block.base;
  }

  void keep(void* base, size_t bytes) {
    const uint64_t stamp = next_stamp_++;
    by_age_[stamp] = {base, bytes};
    by_size_[bytes].push_back(stamp);
    kept_ += bytes;
  }

  // Gives the oldest blocks back to the system until at most `bytes` wait.
  void trim(size_t bytes) {
    while (kept_ > bytes) {
      const auto oldest = by_age_.begin();
      const Free block = oldest->second;
      auto list = by_size_.find(block.bytes);
      list->second.pop_front();
      if (list->second.empty()) by_size_.erase(list);
      by_age_.erase(oldest);
      kept_ -= block.bytes;
      munmap(block.base, block.bytes);
    }
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
    const size_t held = lately + lately / 2;
    const size_t wanted = held > in_use_ + kAlways ? held - in_use_ : kAlways;
    return wanted < limit_ ? wanted : limit_;
  }

  static void* map(size_t total) {
    void* base = mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return nullptr;
    if (total >= kHugePage) madvise(base, total, MADV_HUGEPAGE);
    return base;
  }

  std::mutex mutex_;
  std::map<size_t, std::deque<uint64_t>> by_size_;   // stamps, oldest first
  std::map<uint64_t, Free> by_age_;
  uint64_t next_stamp_ = 0;
  int requests_ = 0;
  size_t in_use_ = 0, kept_ = 0, peak_ = 0, recent_peak_ = 0, earlier_peak_ = 0, limit_ = default_limit();
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
