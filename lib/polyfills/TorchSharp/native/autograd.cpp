// The graph: gradients of tensors, backward, the modes of a thread.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

using namespace workbook;

namespace {

std::vector<at::Tensor> list_of(void** handles, int64_t count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (int64_t i = 0; i < count; i++) {
    list.push_back(borrow(handles[i]));
  }
  return list;
}

}  // namespace

WB_EXPORT int64_t wb_requires_grad(void* handle) {
  return guarded([&] { return int64_t{borrow(handle).requires_grad()}; });
}

WB_EXPORT int64_t wb_set_requires_grad(void* handle, int64_t value) {
  return guarded([&] {
    borrow(handle).set_requires_grad(value != 0);
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_is_leaf(void* handle) {
  return guarded([&] { return int64_t{borrow(handle).is_leaf()}; });
}

WB_EXPORT int64_t wb_retain_grad(void* handle) {
  return guarded([&] {
    borrow(handle).retain_grad();
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_grad(void* handle, void** out) {
  return guarded([&] {
    at::Tensor grad = borrow(handle).grad();
    *out = release(std::move(grad));
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_set_grad(void* handle, void* grad) {
  return guarded([&] {
    borrow(handle).mutable_grad() = borrow(grad);
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_backward(
    void** roots, int64_t root_count, void** gradients, int64_t gradient_count,
    int64_t retain_graph, int64_t create_graph, void** inputs, int64_t input_count) {
  return guarded([&] {
    check_interrupt();
    torch::autograd::backward(
        list_of(roots, root_count), list_of(gradients, gradient_count), retain_graph != 0, create_graph != 0,
        list_of(inputs, input_count));
    return int64_t{0};
  });
}

// One result for each input; null where the input was not reached and `allow_unused` is set.
WB_EXPORT int64_t wb_gradients(
    void** outputs, int64_t output_count, void** inputs, int64_t input_count, void** gradients,
    int64_t gradient_count, int64_t retain_graph, int64_t create_graph, int64_t allow_unused, void** out) {
  return guarded([&] {
    check_interrupt();
    auto result = torch::autograd::grad(
        list_of(outputs, output_count), list_of(inputs, input_count), list_of(gradients, gradient_count),
        retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < result.size(); i++) {
      out[i] = release(std::move(result[i]));
    }
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_grad_mode() { return at::GradMode::is_enabled(); }

WB_EXPORT void wb_set_grad_mode(int64_t enabled) { at::GradMode::set_enabled(enabled != 0); }

WB_EXPORT int64_t wb_inference_mode() { return c10::InferenceMode::is_enabled(); }

WB_EXPORT void* wb_inference_enter(int64_t enabled) { return new c10::InferenceMode(enabled != 0); }

WB_EXPORT void wb_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

WB_EXPORT void wb_set_anomaly_mode(int64_t enabled, int64_t check_nan) {
#if TORCH_VERSION_MAJOR >= 2 || TORCH_VERSION_MINOR >= 13
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
#endif
}
