// Kernels of the shim that other files of the shim call directly.
#pragma once

#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

namespace workbook {

// libtorch warns of every kernel that replaces one of its own, which is what these files are for. The first of them to
// be initialised silences the thread; the last one to register lets it speak again.
#if TORCH_VERSION_MAJOR >= 2
namespace warnings = c10::WarningUtils;
#else
namespace warnings = c10::Warning;
#endif

struct Silence final : c10::WarningHandler {
#if TORCH_VERSION_MAJOR >= 2
  void process(const c10::Warning&) override {}
#else
  void process(const c10::SourceLocation&, const std::string&, bool) override {}
#endif
  Silence() : before(warnings::get_warning_handler()) { warnings::set_warning_handler(this); }
  void end() { warnings::set_warning_handler(before); }
  c10::WarningHandler* before;
};
inline Silence silence_while_registering;

// gelu(x) with the error function; and the same with gelu'(x), which replaces what a backward pass would keep of x.
at::Tensor gelu_value(const at::Tensor& x);
at::Tensor gelu_value_and_slope(at::Tensor& x_then_slope);

// y[..., n] = x[..., k] weight[n, k]^T + bias[n] on oneDNN. `packed` is weight in oneDNN's own layout (see pack), or
// undefined. With `gelu` the activation is applied on the way out.
at::Tensor onednn_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& packed,
                         const at::Tensor& bias, bool gelu);

// out[m, n] += a[m, k] b[k, n], without a copy of out.
void onednn_add_product(at::Tensor& out, const at::Tensor& a, const at::Tensor& b);

// y[m, n] = x[m, k] weight[n, k]^T + bias[n] for a few rows of x, where reading the weight is all that takes time; and
// whether such a product is one of these. An undefined bias adds nothing.
bool takes_few_rows(const at::Tensor& x, const at::Tensor& weight);
at::Tensor few_rows_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

// weight[k, n] in the layout that oneDNN wants for x[m, k] weight[k, n]; undefined where oneDNN is not linked.
at::Tensor onednn_pack(const at::Tensor& weight);

}  // namespace workbook
