// What C# reads from a tensor without an operator: identity, sizes, memory, its place in the graph.
#include "shim.h"

using namespace workbook;

namespace {

// The getters below run without a managed transition: short, no allocation, no exception.
inline Impl* impl(void* handle) { return static_cast<Impl*>(handle); }

struct Callback {
  void (*release)(int64_t);
  int64_t state;
};

}  // namespace

WB_EXPORT void wb_tensor_free(void* handle) {
  guarded([&] {
    ImplPtr::reclaim(impl(handle));
    return int64_t{0};
  });
}

WB_EXPORT void* wb_tensor_alias(void* handle) { return release(borrow(handle)); }

WB_EXPORT int64_t wb_tensor_dim(void* handle) {
  return guarded([&] { return impl(handle)->dim(); });
}

WB_EXPORT int64_t wb_tensor_numel(void* handle) {
  return guarded([&] { return impl(handle)->numel(); });
}

WB_EXPORT int64_t wb_tensor_sizes(void* handle, int64_t* out) {
  return guarded([&] {
    auto sizes = impl(handle)->sizes();
    std::copy(sizes.begin(), sizes.end(), out);
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_tensor_strides(void* handle, int64_t* out) {
  return guarded([&] {
    auto strides = impl(handle)->strides();
    std::copy(strides.begin(), strides.end(), out);
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_tensor_dtype(void* handle) {
  return static_cast<int64_t>(c10::typeMetaToScalarType(impl(handle)->dtype()));
}

WB_EXPORT int64_t wb_tensor_itemsize(void* handle) { return static_cast<int64_t>(impl(handle)->dtype().itemsize()); }

// Low byte: the device's type; the next: its index plus one.
WB_EXPORT int64_t wb_tensor_device(void* handle) {
  return guarded([&] {
    c10::Device device = impl(handle)->device();
    return static_cast<int64_t>(device.type()) | (static_cast<int64_t>(device.index()) + 1) << 8;
  });
}

WB_EXPORT int64_t wb_tensor_layout(void* handle) {
  return guarded([&] { return static_cast<int64_t>(impl(handle)->layout()); });
}

WB_EXPORT int64_t wb_tensor_storage_offset(void* handle) {
  return guarded([&] { return impl(handle)->storage_offset(); });
}

WB_EXPORT int64_t wb_tensor_data(void* handle, void** out) {
  return guarded([&] {
    *out = borrow(handle).data_ptr();
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_tensor_is_contiguous(void* handle) {
  return guarded([&] { return int64_t{impl(handle)->is_contiguous()}; });
}

WB_EXPORT int64_t wb_tensor_version(void* handle) {
  return guarded([&] { return static_cast<int64_t>(borrow(handle)._version()); });
}

WB_EXPORT int64_t wb_tensor_from_memory(
    void* data, const int64_t* sizes, const int64_t* strides, int64_t dim, int64_t dtype,
    void (*release_memory)(int64_t), int64_t state, void** out) {
  return guarded([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(at::kCPU);
    at::IntArrayRef shape(sizes, dim);
    auto deleter = [release_memory, state](void*) {
      if (release_memory != nullptr) {
        release_memory(state);
      }
    };
    *out = release(strides != nullptr
        ? at::from_blob(data, shape, at::IntArrayRef(strides, dim), deleter, options)
        : at::from_blob(data, shape, deleter, options));
    return int64_t{0};
  });
}

// A new tensor, filled with the bytes given (which may be none).
WB_EXPORT int64_t wb_tensor_from_bytes(
    const void* bytes, int64_t length, const int64_t* sizes, int64_t dim, int64_t dtype, void** out) {
  return guarded([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(at::kCPU);
    at::Tensor t = at::empty(at::IntArrayRef(sizes, dim), options);
    const auto size = static_cast<int64_t>(t.nbytes());
    TORCH_CHECK(size == length, "a tensor of shape ", t.sizes(), " has ", size, " bytes, not ", length);
    if (length > 0) {
      std::memcpy(t.data_ptr(), bytes, length);
    }
    *out = release(std::move(t));
    return int64_t{0};
  });
}
