// What a decoder does between its matrix products, each in one pass where libtorch takes five or ten operators: root-mean
// square norm, rotary positions, the gate of the feed-forward net.
// These compute on CPU fp32 without gradients; whoever calls them looks at that first.
#include "kernels.h"
#include "lanes.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace workbook {
namespace token_kernel {

using at::Tensor;
using namespace lanes;

constexpr int64_t kGrain = 16384;  // elements a thread takes at least

int64_t grain_of(int64_t elements) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, elements)); }

void check(const Tensor& t, const char* what) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kFloat, what, " must be float32 on the processor");
}

// y = x / sqrt(mean(x^2) + epsilon) * weight, over the last axis (arXiv:1910.07467).
Tensor rms_norm(const Tensor& input, const Tensor& weight, double epsilon) {
  check(input, "the input");
  check(weight, "the weight");
  const int64_t n = weight.numel();
  TORCH_CHECK(input.dim() >= 1 && input.size(-1) == n, "rms_norm: an input of shape ", input.sizes(),
              " does not fit a weight of shape ", weight.sizes());
  const Tensor x = input.contiguous(), w = weight.contiguous();
  Tensor y = at::empty_like(x);
  const float *source = x.data_ptr<float>(), *factors = w.data_ptr<float>();
  float* target = y.data_ptr<float>();
  at::parallel_for(0, n ? x.numel() / n : 0, grain_of(n), [&](int64_t from, int64_t to) {
    for (int64_t row = from; row < to; ++row) {
      const float* at = source + row * n;
      const float scale = 1.0f / std::sqrt(dot(at, at, n) / static_cast<float>(n) + static_cast<float>(epsilon));
      for (int64_t i = 0; i < n; ++i) target[row * n + i] = at[i] * scale * factors[i];
    }
  });
  return y;
}

// Element i and i + d/2 of x[batch, heads, seq, d] turned by cos, sin[batch | 1, 1, seq, d] (arXiv:2104.09864).
Tensor rotate(const Tensor& x, const Tensor& cos, const Tensor& sin) {
  check(x, "the input");
  check(cos, "the cosines");
  check(sin, "the sines");
  TORCH_CHECK(x.dim() == 4 && cos.dim() == 4 && cos.sizes() == sin.sizes() && cos.size(1) == 1 &&
                  (cos.size(0) == 1 || cos.size(0) == x.size(0)) && cos.size(2) == x.size(2) &&
                  cos.size(3) == x.size(3) && x.size(3) % 2 == 0,
              "rotate: angles of shape ", cos.sizes(), " do not fit an input of shape ", x.sizes());
  const Tensor in = x.stride(3) == 1 ? x : x.contiguous(), c = cos.contiguous(), s = sin.contiguous();
  const int64_t heads = x.size(1), seq = x.size(2), d = x.size(3);
  Tensor y = at::empty(x.sizes(), x.options());
  const float *cosines = c.data_ptr<float>(), *sines = s.data_ptr<float>(), *source = in.data_ptr<float>();
  float* target = y.data_ptr<float>();
  const int64_t step = c.size(0) == 1 ? 0 : seq * d;
  at::parallel_for(0, x.size(0) * heads * seq, grain_of(d), [&](int64_t from, int64_t to) {
    for (int64_t row = from; row < to; ++row) {
      const int64_t b = row / (heads * seq), h = row / seq % heads, t = row % seq;
      const float* at = source + b * in.stride(0) + h * in.stride(1) + t * in.stride(2);
      turn(at, cosines + b * step + t * d, sines + b * step + t * d, d, target + row * d);
    }
  });
  return y;
}

// gate / (1 + exp(-gate)) * up (arXiv:2002.05202).
Tensor silu_times(const Tensor& gate, const Tensor& up) {
  check(gate, "the gate");
  check(up, "the other factor");
  TORCH_CHECK(gate.sizes() == up.sizes(), "silu_times: shapes ", gate.sizes(), " and ", up.sizes(), " differ");
  const Tensor g = gate.contiguous(), u = up.contiguous();
  Tensor y = at::empty_like(g);
  const float *first = g.data_ptr<float>(), *second = u.data_ptr<float>();
  float* target = y.data_ptr<float>();
  at::parallel_for(0, g.numel(), kGrain, [&](int64_t from, int64_t to) {
#pragma omp simd
    for (int64_t i = from; i < to; ++i) {
      // exp(-87) is small enough to vanish beside 1, and exp(88) leaves a quotient of zero.
      const float x = first[i], e = exp_of(x > -88.0f ? -x : 88.0f);
      target[i] = x / (1.0f + e) * second[i];
    }
  });
  return y;
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def("rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor");
  library.def("rotate(Tensor x, Tensor cos, Tensor sin) -> Tensor");
  library.def("silu_times(Tensor gate, Tensor up) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CPU, library) {
  library.impl("rms_norm", rms_norm);
  library.impl("rotate", rotate);
  library.impl("silu_times", silu_times);
}

}  // namespace token_kernel
}  // namespace workbook
