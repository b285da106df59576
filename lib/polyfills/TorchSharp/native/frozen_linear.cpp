// workbook::frozen_linear: a linear layer whose weight never changes. The weight is packed once for oneDNN, bias and
// GELU are fused into the product where nothing needs what lies between, and the backward pass computes the gradient of
// the input alone:
//   y = act(x W^T + b),   dx = (dy * act'(.)) W
// Saved for backward: nothing without an activation, act'(.) with one.
#include "kernels.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace workbook {
namespace frozen {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kGelu = 1;  // activation: 0 none, 1 GELU with the error function

// Packs weight[out, in] both ways: for x W^T and, transposed, for dy W. Empty tensors where oneDNN is not there.
std::vector<Tensor> pack(const Tensor& weight) {
  const Tensor forward = onednn_pack(weight.t()), backward = onednn_pack(weight);
  const Tensor none = at::empty({0}, weight.options());
  return {forward.defined() ? forward : none, backward.defined() ? backward : none};
}

Tensor packed_or_none(const Tensor& packed) { return packed.numel() > 0 ? packed : Tensor(); }

Tensor forward(const Tensor& x, const Tensor& weight, const Tensor& packed, const Tensor&,
               const c10::optional<Tensor>& bias, int64_t activation) {
  TORCH_CHECK(x.dim() >= 1 && x.size(-1) == weight.size(1), "frozen_linear: an input of shape ", x.sizes(),
              " does not fit a weight of shape ", weight.sizes());
  return onednn_linear(x, weight, packed_or_none(packed), bias.value_or(Tensor()), activation == kGelu);
}

struct Function : torch::autograd::Function<Function> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& packed,
                        const Tensor& packed_back, const c10::optional<Tensor>& bias, int64_t activation) {
    at::AutoDispatchBelowADInplaceOrView below;
    Tensor y = frozen::forward(x, weight, packed, packed_back, bias, /*activation=*/0);
    Tensor slope;
    if (activation == kGelu) {
      slope = y;
      y = gelu_value_and_slope(slope);
    }
    context->save_for_backward({slope});
    context->saved_data["weight"] = weight;
    context->saved_data["packed_back"] = packed_back;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list above) {
    const Tensor slope = context->get_saved_variables()[0];
    const Tensor weight = context->saved_data["weight"].toTensor();
    if (at::GradMode::is_enabled()) {  // the gradient will be differentiated in turn
      TORCH_CHECK(!slope.defined(), "frozen_linear keeps too little of its activation for a second derivative: use the plain kernel");
      return {at::matmul(above[0], weight), Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
    }
    const Tensor packed = context->saved_data["packed_back"].toTensor();
    at::AutoDispatchBelowADInplaceOrView below;
    const Tensor dz = slope.defined() ? above[0] * slope : above[0];
    // The transposed weight turns x W^T into dy W.
    const Tensor dx = onednn_linear(dz, weight.t(), packed_or_none(packed), Tensor(), false);
    return {dx, Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

Tensor with_gradient(const Tensor& x, const Tensor& weight, const Tensor& packed, const Tensor& packed_back,
                     const c10::optional<Tensor>& bias, int64_t activation) {
  if (at::GradMode::is_enabled() && x.requires_grad())
    return Function::apply(x, weight, packed, packed_back, bias, activation);
  at::AutoDispatchBelowADInplaceOrView below;
  return forward(x, weight, packed, packed_back, bias, activation);
}

TORCH_LIBRARY(workbook, library) {
  library.def("pack_frozen(Tensor weight) -> Tensor[]");
  library.def("frozen_linear(Tensor x, Tensor weight, Tensor packed, Tensor packed_back, Tensor? bias, int activation) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CompositeExplicitAutograd, library) {
  library.impl("pack_frozen", pack);
  library.impl("frozen_linear", forward);
}

TORCH_LIBRARY_IMPL(workbook, Autograd, library) { library.impl("frozen_linear", with_gradient); }

}  // namespace frozen
}  // namespace workbook
