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
#include <map>
#include <mutex>
#include <vector>

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
      std::free(base);
      return;
    }
    std::lock_guard<std::mutex> lock(mutex_);
    in_use_ -= header.bytes;
    if (kept_ + header.bytes > limit_) {
      munmap(base, header.bytes);
      return;
    }
    kept_ += header.bytes;
    free_[header.bytes].push_back(base);
  }

  int64_t empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    const size_t released = kept_;
    for (auto& list : free_)
      for (void* base : list.second) munmap(base, list.first);
    free_.clear();
    kept_ = 0;
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
    {
      std::lock_guard<std::mutex> lock(mutex_);
      limit_ = static_cast<size_t>(bytes);
    }
    if (kept_ > limit_) empty();
  }

  void reset_peak() {
    std::lock_guard<std::mutex> lock(mutex_);
    peak_ = in_use_;
  }

 private:
  static void* small(size_t total) {
    void* base = nullptr;
    TORCH_CHECK(posix_memalign(&base, kHeader, total) == 0, "not enough memory: ", total, " bytes could not be had");
    *static_cast<Header*>(base) = {total, false};
    return base;
  }

  void* large(size_t total) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      in_use_ += total;
      if (in_use_ > peak_) peak_ = in_use_;
      auto list = free_.find(total);
      if (list != free_.end() && !list->second.empty()) {
        void* base = list->second.back();
        list->second.pop_back();
        kept_ -= total;
        return base;
      }
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

  static void* map(size_t total) {
    void* base = mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return nullptr;
    if (total >= kHugePage) madvise(base, total, MADV_HUGEPAGE);
    return base;
  }

  std::mutex mutex_;
  std::map<size_t, std::vector<void*>> free_;
  size_t in_use_ = 0, kept_ = 0, peak_ = 0, limit_ = default_limit();
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
