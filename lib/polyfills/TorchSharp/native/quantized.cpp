// workbook::quantized_linear: y = x W^T + b where W stays in the blocks of a GGUF file, 32 weights with a half-precision
// scale each (ggml's Q4_0, Q4_1, Q8_0). Few rows of x are multiplied with the codes as they are read; for many, W is
// widened to float32 first. Values are the exact ones of the blocks: x is not rounded.
//   Q4_0: d (q - 8)      Q4_1: d q + m      Q8_0: d q
#include "kernels.h"
#include "lanes.h"
#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace workbook {
namespace quantized_kernel {

using at::Tensor;
using namespace lanes;

constexpr int64_t kBlock = 32;         // weights a block holds
constexpr int64_t kTogether = 4;       // rows of x that share one reading of W
constexpr int64_t kWorthWidening = 13; // rows of x from which W is widened first
constexpr int64_t kGrainBytes = 16 * 1024;

struct Codes {
  Floats low, high;  // weights 0 … 15 and 16 … 31, before the scale
};

inline Codes nibbles(const uint8_t* at, int8_t zero) {
  const Bytes both = read<Bytes>(at);
  const SignedBytes low = reinterpret_cast<SignedBytes>(both & 15) - zero;
  const SignedBytes high = reinterpret_cast<SignedBytes>(both >> 4) - zero;
  return {widened(low), widened(high)};
}

// The layouts: bytes a block takes, its codes, its scale, and what is added to every weight.
struct Q4_0 {
  static constexpr int64_t kBytes = 18;
  static constexpr bool kShifts = false;
  static Codes codes(const uint8_t* block) { return nibbles(block + 2, 8); }
  static float shift(const uint8_t*) { return 0; }
};

struct Q4_1 {
  static constexpr int64_t kBytes = 20;
  static constexpr bool kShifts = true;
  static Codes codes(const uint8_t* block) { return nibbles(block + 4, 0); }
  static float shift(const uint8_t* block) { return from_half(read<uint16_t>(block + 2)); }
};

struct Q8_0 {
  static constexpr int64_t kBytes = 34;
  static constexpr bool kShifts = false;
  static Codes codes(const uint8_t* block) {
    return {widened(read<SignedBytes>(block + 2)), widened(read<SignedBytes>(block + 18))};
  }
  static float shift(const uint8_t*) { return 0; }
};

inline float scale_of(const uint8_t* block) { return from_half(read<uint16_t>(block)); }

// One row of W with M rows of x; sums[m * blocks + b] is the sum of x over block b, which the shift multiplies.
template <class Q, int M>
inline void one_row(const uint8_t* row, int64_t blocks, const float* x, const float* sums, float* y, int64_t step) {
  const int64_t k = blocks * kBlock;
  Floats totals[M] = {};
  float shifted[M] = {};
  for (int64_t b = 0; b < blocks; ++b) {
    const uint8_t* block = row + b * Q::kBytes;
    const Codes codes = Q::codes(block);
    const float scale = scale_of(block);
    for (int m = 0; m < M; ++m) {
      const float* at = x + m * k + b * kBlock;
      totals[m] += scale * (codes.low * load(at) + codes.high * load(at + kWidth));
    }
    if (Q::kShifts) {
      const float shift = Q::shift(block);
      for (int m = 0; m < M; ++m) shifted[m] += shift * sums[m * blocks + b];
    }
  }
  for (int m = 0; m < M; ++m) y[m * step] = sum(totals[m]) + shifted[m];
}

template <class Q, int M>
void rows_of_x(const uint8_t* weight, int64_t n, int64_t blocks, const float* x, float* y) {
  const int64_t k = blocks * kBlock, row_bytes = blocks * Q::kBytes;
  std::vector<float> sums(static_cast<size_t>(Q::kShifts ? M * blocks : 0));
  for (size_t b = 0; b < sums.size(); ++b) sums[b] = sum(load(x + b * kBlock) + load(x + b * kBlock + kWidth));
  at::parallel_for(0, n, std::max<int64_t>(1, kGrainBytes / row_bytes), [&](int64_t from, int64_t to) {
    for (int64_t row = from; row < to; ++row)
      one_row<Q, M>(weight + row * row_bytes, blocks, x, sums.data(), y + row, n);
  });
}

template <class Q>
void product(const uint8_t* weight, int64_t n, int64_t blocks, const float* x, int64_t m, float* y) {
  const int64_t k = blocks * kBlock;
  for (int64_t done = 0; done < m; done += kTogether) {
    const float* at = x + done * k;
    float* to = y + done * n;
    switch (std::min(kTogether, m - done)) {
      case 1: rows_of_x<Q, 1>(weight, n, blocks, at, to); break;
      case 2: rows_of_x<Q, 2>(weight, n, blocks, at, to); break;
      case 3: rows_of_x<Q, 3>(weight, n, blocks, at, to); break;
      default: rows_of_x<Q, 4>(weight, n, blocks, at, to); break;
    }
  }
}

template <class Q>
void widen(const uint8_t* from, int64_t blocks, float* to) {
  at::parallel_for(0, blocks, 512, [&](int64_t first, int64_t last) {
    for (int64_t b = first; b < last; ++b) {
      const uint8_t* block = from + b * Q::kBytes;
      const Codes codes = Q::codes(block);
      const float scale = scale_of(block), shift = Q::shift(block);
      store(to + b * kBlock, codes.low * scale + shift);
      store(to + b * kBlock + kWidth, codes.high * scale + shift);
    }
  });
}

struct Layout {
  int64_t bytes;
  void (*product)(const uint8_t*, int64_t, int64_t, const float*, int64_t, float*);
  void (*widen)(const uint8_t*, int64_t, float*);
};

template <class Q>
constexpr Layout layout() { return {Q::kBytes, &product<Q>, &widen<Q>}; }

// By ggml's number of the type.
Layout layout_of(int64_t type) {
  switch (type) {
    case 2: return layout<Q4_0>();
    case 3: return layout<Q4_1>();
    case 8: return layout<Q8_0>();
    default: TORCH_CHECK(false, "blocks of the type ", type, " are not computed with; 2, 3 and 8 are");
  }
}

void check_blocks(const Tensor& blocks, const Layout& layout) {
  TORCH_CHECK(blocks.device().is_cpu() && blocks.scalar_type() == at::kByte && blocks.dim() == 2 &&
                  blocks.is_contiguous() && blocks.size(1) % layout.bytes == 0,
              "blocks must be bytes [rows, whole blocks] on the processor; they are ", blocks.scalar_type(), " ",
              blocks.sizes());
}

// blocks[rows, bytes] to float32 [rows, columns].
Tensor dequantize(const Tensor& blocks, int64_t type) {
  const Layout layout = layout_of(type);
  check_blocks(blocks, layout);
  Tensor out = at::empty({blocks.size(0), blocks.size(1) / layout.bytes * kBlock}, blocks.options().dtype(at::kFloat));
  layout.widen(blocks.data_ptr<uint8_t>(), blocks.numel() / layout.bytes, out.data_ptr<float>());
  return out;
}

Tensor linear(const Tensor& x, const Tensor& blocks, int64_t type, const c10::optional<Tensor>& bias) {
  check_interrupt();
  const Layout layout = layout_of(type);
  check_blocks(blocks, layout);
  const int64_t n = blocks.size(0), k = blocks.size(1) / layout.bytes * kBlock;
  TORCH_CHECK(x.device().is_cpu() && x.scalar_type() == at::kFloat && x.dim() >= 1 && x.size(-1) == k,
              "quantized_linear: an input of shape ", x.sizes(), " and type ", x.scalar_type(),
              " does not fit a float32 weight of shape [", n, ", ", k, "]");
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = n;
  const Tensor rows = x.reshape({-1, k}).contiguous();
  if (rows.size(0) >= kWorthWidening) {
    const Tensor weight = dequantize(blocks, type);
    return at::linear(rows, weight, bias).view(shape);
  }
  Tensor y = at::empty({rows.size(0), n}, x.options());
  layout.product(blocks.data_ptr<uint8_t>(), n, k / kBlock, rows.data_ptr<float>(), rows.size(0), y.data_ptr<float>());
  if (bias.has_value() && bias->defined()) y.add_(*bias);
  return y.view(shape);
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def("dequantize(Tensor blocks, int type) -> Tensor");
  library.def("quantized_linear(Tensor x, Tensor blocks, int type, Tensor? bias) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CPU, library) {
  library.impl("dequantize", dequantize);
  library.impl("quantized_linear", linear);
}

}  // namespace quantized_kernel
}  // namespace workbook
