// GELU and its gradient for CPU fp32. libtorch's forward is vectorised, its backward is not: on a LoRA step of a
// MiniLM-shaped encoder that one operator took an eighth of the time.
//   gelu(x)  = x Phi(x),  Phi(x) = (1 + erf(x / sqrt 2)) / 2
//   gelu'(x) = Phi(x) + x phi(x),  phi(x) = exp(-x^2 / 2) / sqrt(2 pi)
// The polynomials are minimax fits made for this file; erf is within 2e-7 of the true value everywhere.
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

// erf(u): an odd polynomial near zero; beyond one, 1 - exp(-q(u)) with q a fit of -log erfc.
inline float erf_of(float u) {
  const float m = std::fabs(u), a = m < 4.2f ? m : 4.2f, s = u * u;
  float p = 7.88911953e-5f;
  p = p * s - 8.02084128e-4f;
  p = p * s + 5.18953534e-3f;
  p = p * s - 2.68544446e-2f;
  p = p * s + 1.12836002e-1f;
  p = p * s - 3.76126271e-1f;
  p = p * s + 1.12837917f;
  float q = 2.16868549e-5f;
  q = q * a - 4.41336433e-4f;
  q = q * a + 4.20456214e-3f;
  q = q * a - 2.52082574e-2f;
  q = q * a + 1.08418578e-1f;
  q = q * a + 6.33219892e-1f;
  q = q * a + 1.12957842f;
  q = q * a - 1.88040303e-4f;
  const float tail = std::copysign(1.0f - exp_of(-q), u);
  return a <= 1.0f ? u * p : tail;
}

using Approximate = c10::string_view;

inline float cdf(float x) { return 0.5f + 0.5f * erf_of(x * 0.70710678f); }

void forward(const float* x, float* y, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) y[i] = x[i] * cdf(x[i]);
}

void backward(const float* dy, const float* x, float* dx, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float density = 0.39894228f * exp_of(-0.5f * x[i] * x[i]);
    dx[i] = dy[i] * (cdf(x[i]) + x[i] * density);
  }
}

void forward_and_slope(float* x, float* y, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float v = x[i], share = cdf(v);
    y[i] = v * share;
    x[i] = share + v * 0.39894228f * exp_of(-0.5f * v * v);
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
