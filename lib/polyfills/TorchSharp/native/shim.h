// What the parts of the shim share: the C types of the boundary, errors, tensors as raw handles.
//
// A tensor crosses as the address of its TensorImpl, and whoever holds the address owns one reference.
// No exception crosses: `guarded` turns it into a status, and the text waits in `error_text`.
#pragma once

#include <torch/version.h>
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#define WB_EXPORT extern "C" __attribute__((visibility("default")))

namespace workbook {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 5)
template <class T> using Optional = std::optional<T>;
#else
template <class T> using Optional = c10::optional<T>;
#endif

using Impl = c10::TensorImpl;
using ImplPtr = c10::intrusive_ptr<c10::TensorImpl, at::UndefinedTensorImpl>;

struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

struct MissingArgument : std::exception {};

constexpr int64_t kFailed = -1;
constexpr int64_t kInterrupted = -2;
constexpr int64_t kMissing = -3;

// Set by the host, consumed by the first operator that sees it.
extern std::atomic<int32_t> interrupt_flag;

inline void check_interrupt() {
  if (interrupt_flag.load(std::memory_order_relaxed) != 0 && interrupt_flag.exchange(0) != 0) {
    throw Interrupted();
  }
}

std::string& error_text();

template <class Body>
int64_t guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const MissingArgument&) {
    return kMissing;
  } catch (const c10::Error& e) {
    error_text() = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error_text() = e.what();
  } catch (...) {
    error_text() = "an exception of unknown type in libtorch";
  }
  return kFailed;
}

inline at::Tensor borrow(void* handle) {
  if (handle == nullptr) {
    return at::Tensor();
  }
  return at::Tensor(ImplPtr::unsafe_reclaim_from_nonowning(static_cast<Impl*>(handle)));
}

inline void* release(at::Tensor&& tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

}  // namespace workbook
