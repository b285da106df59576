// GELU and its gradient for CPU fp32. libtorch's forward is vectorised, its backward is not: on a LoRA step of a
// MiniLM-shaped encoder that one operator took an eighth of the time.
//   gelu(x)  = x Phi(x),  Phi(x) = the normal distribution's share below x
//   gelu'(x) = Phi(x) + x phi(x),  phi(x) = exp(-x^2 / 2) / sqrt(2 pi)
// The polynomial is a minimax fit made for this file; Phi is within 2e-7 of the true value everywhere.
#include "kernels.h"
#include "lanes.h"

#include <ATen/CPUFunctions.h>
#include <ATen/Parallel.h>
#include <torch/library.h>
#include <cmath>
#include <cstdint>
#include <cstring>

// The compiler vectorises the loops below only with -fno-math-errno and -fno-trapping-math.

namespace workbook {
namespace gelu_kernel {

using lanes::exp_of;

constexpr int64_t kGrain = 16384;  // elements a thread takes at least

// phi(x) without its constant, and Phi(x) from it: the tail beyond |x| is phi(x) times a ratio that a polynomial in
// 1 / (1 + 0.3 |x|) gives to within 1e-7 of itself, however far out.
struct Normal {
  float density, share;

  explicit Normal(float x) {
    const float power = exp_of(-0.5f * x * x);
    density = x * x > 174.0f ? 0.0f : power;  // from where exp_of no longer falls
    const float t = 1.0f / (1.0f + 0.3f * std::fabs(x));
    float p = 3.83790087e-2f;
    p = p * t - 1.69169231e-1f;
    p = p * t + 2.28665653e-1f;
    p = p * t - 7.65117650e-2f;
    p = p * t + 1.42538383e-1f;
    p = p * t + 9.46826515e-2f;
    p = p * t + 1.21920478e-1f;
    p = p * t + 1.19487681e-1f;
    p = p * t + 7.16872421e-6f;
    const float tail = p * density;
    share = x < 0.0f ? tail : 1.0f - tail;
  }

  float slope(float x) const { return share + x * 0.39894228f * density; }
};

using Approximate = c10::string_view;

void forward(const float* x, float* y, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) y[i] = x[i] * Normal(x[i]).share;
}

void backward(const float* dy, const float* x, float* dx, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) dx[i] = dy[i] * Normal(x[i]).slope(x[i]);
}

void forward_and_slope(float* x, float* y, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float v = x[i];
    const Normal normal(v);
    y[i] = v * normal.share;
    x[i] = normal.slope(v);
  }
}

bool fits(const at::Tensor& t) { return t.scalar_type() == at::kFloat && t.is_contiguous() && t.numel() > 0; }

at::Tensor gelu(const at::Tensor& x, Approximate approximate) {
  if (approximate != "none" || !fits(x)) return at::cpu::gelu(x, approximate);
  at::Tensor y = at::empty_like(x);
  const float* source = x.data_ptr<float>();
  float* target = y.data_ptr<float>();
  at::parallel_for(0, x.numel(), kGrain, [&](int64_t from, int64_t to) { forward(source + from, target + from, to - from); });
  return y;
}

at::Tensor gelu_backward(const at::Tensor& dy, const at::Tensor& x, Approximate approximate) {
  if (approximate != "none" || !fits(x) || !fits(dy) || dy.sizes() != x.sizes())
    return at::cpu::gelu_backward(dy, x, approximate);
  at::Tensor dx = at::empty_like(x);
  const float *above = dy.data_ptr<float>(), *source = x.data_ptr<float>();
  float* target = dx.data_ptr<float>();
  at::parallel_for(0, x.numel(), kGrain, [&](int64_t from, int64_t to) {
    backward(above + from, source + from, target + from, to - from);
  });
  return dx;
}

TORCH_LIBRARY_IMPL(aten, CPU, library) {
  library.impl("gelu", gelu);
  library.impl("gelu_backward", gelu_backward);
}

}  // namespace gelu_kernel

at::Tensor gelu_value(const at::Tensor& x) { return gelu_kernel::gelu(x, "none"); }

at::Tensor gelu_value_and_slope(at::Tensor& x) {
  if (!gelu_kernel::fits(x)) {
    at::Tensor y = at::gelu(x);
    x = at::gelu_backward(at::ones_like(x), x);
    return y;
  }
  at::Tensor y = at::empty_like(x);
  float *source = x.data_ptr<float>(), *target = y.data_ptr<float>();
  at::parallel_for(0, x.numel(), gelu_kernel::kGrain, [&](int64_t from, int64_t to) {
    gelu_kernel::forward_and_slope(source + from, target + from, to - from);
  });
  return y;
}

}  // namespace workbook
