// workbook::frozen_lora: a frozen linear layer with a LoRA update (arXiv:2106.09685) beside it, in one operator:
//   y = x W^T + b + s (x A^T) B^T
// The update is added into the product's own output, forward and backward, so that no pass over the wide tensors is
// spent on scaling and adding. Saved for backward: x and the narrow h = s x A^T.
//   dB = dy^T h,   dh = s dy B,   dA = dh^T x,   dx = dy W + dh A
#include "kernels.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace workbook {
namespace lora {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Tensor packed_or_none(const Tensor& packed) { return packed.numel() > 0 ? packed : Tensor(); }

Tensor rows_of(const Tensor& t) { return t.reshape({-1, t.size(-1)}); }

// Gives y, and the narrow product through `narrow`.
Tensor compute(const Tensor& x, const Tensor& weight, const Tensor& packed, const c10::optional<Tensor>& bias,
               const Tensor& a, const Tensor& b, double scale, Tensor& narrow) {
  TORCH_CHECK(x.dim() >= 1 && x.size(-1) == weight.size(1), "frozen_lora: an input of shape ", x.sizes(),
              " does not fit a weight of shape ", weight.sizes());
  TORCH_CHECK(a.dim() == 2 && b.dim() == 2 && a.size(1) == weight.size(1) && b.size(0) == weight.size(0) &&
                  a.size(0) == b.size(1),
              "frozen_lora: A of shape ", a.sizes(), " and B of shape ", b.sizes(), " do not fit a weight of shape ",
              weight.sizes());
  Tensor y = onednn_linear(x, weight, packed_or_none(packed), bias.value_or(Tensor()), false);
  narrow = at::mm(rows_of(x), a.t()).mul_(scale);
  Tensor rows = y.view({-1, weight.size(0)});
  onednn_add_product(rows, narrow, b.t());
  return y;
}

struct Function : torch::autograd::Function<Function> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& packed,
                        const Tensor& packed_back, const c10::optional<Tensor>& bias, const Tensor& a, const Tensor& b,
                        double scale) {
    at::AutoDispatchBelowADInplaceOrView below;
    Tensor narrow;
    Tensor y = compute(x, weight, packed, bias, a, b, scale, narrow);
    context->save_for_backward({x, a, b, narrow});
    context->saved_data["weight"] = weight;
    context->saved_data["packed_back"] = packed_back;
    context->saved_data["scale"] = scale;
    context->saved_data["input"] = x.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list above) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &a = saved[1], &b = saved[2], &narrow = saved[3];
    const Tensor weight = context->saved_data["weight"].toTensor();
    if (at::GradMode::is_enabled()) return differentiable(context, rows_of(above[0]));
    at::AutoDispatchBelowADInplaceOrView below;
    const Tensor dy = rows_of(above[0]);
    const Tensor dh = at::mm(dy, b).mul_(context->saved_data["scale"].toDouble());
    Tensor dx, da, db;
    if (a.requires_grad()) da = at::mm(dh.t(), rows_of(x));
    if (b.requires_grad()) db = at::mm(dy.t(), narrow);
    if (context->saved_data["input"].toBool()) {
      const Tensor packed = packed_or_none(context->saved_data["packed_back"].toTensor());
      dx = onednn_linear(dy, weight.t(), packed, Tensor(), false);
      onednn_add_product(dx, dh, a);
      dx = dx.view(x.sizes());
    }
    return {dx, Tensor(), Tensor(), Tensor(), Tensor(), da, db, Tensor()};
  }

  // The same gradients in operators that have gradients themselves.
  static variable_list differentiable(AutogradContext* context, const Tensor& dy) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &a = saved[1], &b = saved[2];
    const double scale = context->saved_data["scale"].toDouble();
    const Tensor rows = rows_of(x), dh = at::mm(dy, b) * scale;
    const Tensor dx = at::mm(dy, context->saved_data["weight"].toTensor()) + at::mm(dh, a);
    const Tensor db = at::mm(dy.t(), at::mm(rows, a.t())) * scale;
    return {dx.view(x.sizes()), Tensor(), Tensor(), Tensor(), Tensor(), at::mm(dh.t(), rows), db, Tensor()};
  }
};

Tensor forward(const Tensor& x, const Tensor& weight, const Tensor& packed, const Tensor&,
               const c10::optional<Tensor>& bias, const Tensor& a, const Tensor& b, double scale) {
  Tensor narrow;
  return compute(x, weight, packed, bias, a, b, scale, narrow);
}

Tensor with_gradient(const Tensor& x, const Tensor& weight, const Tensor& packed, const Tensor& packed_back,
                     const c10::optional<Tensor>& bias, const Tensor& a, const Tensor& b, double scale) {
  if (at::GradMode::is_enabled() && (x.requires_grad() || a.requires_grad() || b.requires_grad()))
    return Function::apply(x, weight, packed, packed_back, bias, a, b, scale);
  at::AutoDispatchBelowADInplaceOrView below;
  return forward(x, weight, packed, packed_back, bias, a, b, scale);
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def(
      "frozen_lora(Tensor x, Tensor weight, Tensor packed, Tensor packed_back, Tensor? bias, Tensor a, Tensor b, "
      "float scale) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CompositeExplicitAutograd, library) { library.impl("frozen_lora", forward); }

TORCH_LIBRARY_IMPL(workbook, Autograd, library) { library.impl("frozen_lora", with_gradient); }

}  // namespace lora
}  // namespace workbook
