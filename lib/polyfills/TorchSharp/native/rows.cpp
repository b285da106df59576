// Few rows times a weight: y[m, n] = x[m, k] W[n, k]^T + b[n]. It is what a language model does for each new token, and
// its time is that of reading W once. Each output is one sum, taken by one thread in an order that depends on k alone.
#include "kernels.h"
#include "lanes.h"
#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace workbook {
namespace rows_kernel {

using at::Tensor;
using namespace lanes;

constexpr int64_t kMostRows = 4;           // of x
constexpr int64_t kTogether = 4;           // rows of W that are read side by side
constexpr int64_t kLeastWeights = 4096;    // below this libtorch's own kernel is as good
constexpr int64_t kGrainBytes = 64 * 1024; // of W, that a thread takes at least

// Rows first … first + R of W with all M rows of x.
template <int M, int R, class W>
inline void together(const float* x, int64_t k, const W* weight, int64_t stride, const float* bias, float* y, int64_t n,
                     int64_t first) {
  Floats totals[R][M] = {};
  const W* rows[R];
  for (int r = 0; r < R; ++r) rows[r] = weight + (first + r) * stride;
  const char* next = reinterpret_cast<const char*>(rows[R - 1] + stride);  // the rows after these are asked for meanwhile
  int64_t i = 0;
  for (; i + kWidth <= k; i += kWidth) {
    Floats inputs[M];
    for (int m = 0; m < M; ++m) inputs[m] = load(x + m * k + i);
    for (int r = 0; r < R; ++r) {
      __builtin_prefetch(next + (i * R + r * kWidth) * static_cast<int64_t>(sizeof(W)));
      const Floats w = load(rows[r] + i);
      for (int m = 0; m < M; ++m) totals[r][m] += w * inputs[m];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int m = 0; m < M; ++m) {
      float total = sum(totals[r][m]);
      for (int64_t j = i; j < k; ++j) total += static_cast<float>(rows[r][j]) * x[m * k + j];
      y[m * n + first + r] = total + (bias ? bias[first + r] : 0.0f);
    }
}

template <int M, class W>
void range(const float* x, int64_t k, const W* weight, int64_t stride, const float* bias, float* y, int64_t n,
           int64_t from, int64_t to) {
  int64_t row = from;
  for (; row + kTogether <= to; row += kTogether) together<M, kTogether>(x, k, weight, stride, bias, y, n, row);
  for (; row < to; ++row) together<M, 1>(x, k, weight, stride, bias, y, n, row);
}

template <class W>
void product(int64_t m, const float* x, int64_t k, const W* weight, int64_t stride, const float* bias, float* y,
             int64_t n) {
  const int64_t row_bytes = k * static_cast<int64_t>(sizeof(W));
  at::parallel_for(0, n, std::max(kTogether, kGrainBytes / row_bytes), [&](int64_t from, int64_t to) {
    switch (m) {
      case 1: return range<1>(x, k, weight, stride, bias, y, n, from, to);
      case 2: return range<2>(x, k, weight, stride, bias, y, n, from, to);
      case 3: return range<3>(x, k, weight, stride, bias, y, n, from, to);
      default: return range<4>(x, k, weight, stride, bias, y, n, from, to);
    }
  });
}

bool type_fits(const Tensor& t) {
  return t.device().is_cpu() && t.layout() == at::kStrided && !t.is_neg() &&
         (t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16);
}

}  // namespace rows_kernel

bool takes_few_rows(const at::Tensor& x, const at::Tensor& weight) {
  using namespace rows_kernel;
  return x.dim() == 2 && weight.dim() == 2 && x.size(0) >= 1 && x.size(0) <= kMostRows && type_fits(x) &&
         type_fits(weight) && x.scalar_type() == weight.scalar_type() && x.size(1) == weight.size(1) &&
         weight.numel() >= kLeastWeights && weight.stride(1) == 1 && weight.stride(0) >= weight.size(1);
}

at::Tensor few_rows_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  using namespace rows_kernel;
  check_interrupt();
  const Tensor wide = x.to(at::kFloat).contiguous();
  const Tensor wide_bias = bias.defined() ? bias.to(at::kFloat).contiguous() : bias;
  const int64_t m = x.size(0), k = x.size(1), n = weight.size(0), stride = weight.stride(0);
  const float* added = wide_bias.defined() ? wide_bias.data_ptr<float>() : nullptr;
  Tensor y = at::empty({m, n}, wide.options());
  if (weight.scalar_type() == at::kFloat)
    product(m, wide.data_ptr<float>(), k, weight.data_ptr<float>(), stride, added, y.data_ptr<float>(), n);
  else
    product(m, wide.data_ptr<float>(), k, weight.data_ptr<at::BFloat16>(), stride, added, y.data_ptr<float>(), n);
  return y.to(x.scalar_type());
}

namespace rows_kernel {

// The same for x of any shape, in one operator where aten::linear takes five; whatever does not fit goes there.
Tensor linear(const Tensor& x, const Tensor& weight, const c10::optional<Tensor>& bias) {
  const int64_t k = weight.size(1);
  if (x.dim() < 1 || x.size(-1) != k || k == 0 || x.numel() > kMostRows * k) return at::linear(x, weight, bias);
  const Tensor rows = x.reshape({-1, k});
  if (!takes_few_rows(rows, weight)) return at::linear(x, weight, bias);
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = weight.size(0);
  return few_rows_linear(rows, weight, bias.value_or(Tensor())).view(shape);
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def("few_rows(Tensor x, Tensor weight, Tensor? bias) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CPU, library) { library.impl("few_rows", linear); }

}  // namespace rows_kernel
}  // namespace workbook
