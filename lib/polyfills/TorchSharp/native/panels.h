// Products of matrices that lie in the nearest cache: too small for oneDNN to start, or parts of something larger.
#pragma once

#include "lanes.h"

#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace workbook {
namespace panels {

using lanes::Floats;
using lanes::kWidth;

// How much of a product stays in registers.
#if defined(__AVX512F__)
constexpr int kRows = 8, kVectors = 2;
#else
constexpr int kRows = 6, kVectors = 1;
#endif

inline int64_t padded(int64_t n) { return (n + kWidth - 1) / kWidth * kWidth; }

// Room to work in, whose parts begin where vectors of any length may be loaded at once.
class Room {
 public:
  explicit Room(std::initializer_list<int64_t> lengths) {
    int64_t total = 0;
    for (int64_t length : lengths) {
      starts_.push_back(total);
      total += padded(length);
    }
    memory_ = c10::GetCPUAllocator()->allocate(static_cast<size_t>(total) * sizeof(float));
  }

  float* part(size_t i) const { return static_cast<float*>(memory_.get()) + starts_[i]; }

 private:
  std::vector<int64_t> starts_;
  c10::DataPtr memory_;
};

// The left factor: any distance between rows and between columns.
struct Left {
  const float* at;
  int64_t down, across;
  Left from(int64_t row) const { return {at + row * down, down, across}; }
};

template <int M, int V>
inline void tile(int64_t k, Left a, const float* b, int64_t b_step, float* c, int64_t c_step, bool adds) {
  Floats totals[M][V];
  for (int m = 0; m < M; ++m)
    for (int v = 0; v < V; ++v) totals[m][v] = adds ? lanes::load(c + m * c_step + v * kWidth) : Floats{};
  for (int64_t i = 0; i < k; ++i) {
    Floats row[V];
    for (int v = 0; v < V; ++v) row[v] = lanes::load(b + i * b_step + v * kWidth);
    for (int m = 0; m < M; ++m) {
      const Floats factor = lanes::all(a.at[m * a.down + i * a.across]);
      for (int v = 0; v < V; ++v) totals[m][v] += factor * row[v];
    }
  }
  for (int m = 0; m < M; ++m)
    for (int v = 0; v < V; ++v) lanes::store(c + m * c_step + v * kWidth, totals[m][v]);
}

template <int V>
inline void column(int64_t m, int64_t k, Left a, const float* b, int64_t b_step, float* c, int64_t c_step, bool adds) {
  int64_t i = 0;
  for (; i + kRows <= m; i += kRows) tile<kRows, V>(k, a.from(i), b, b_step, c + i * c_step, c_step, adds);
  for (; i + 2 <= m; i += 2) tile<2, V>(k, a.from(i), b, b_step, c + i * c_step, c_step, adds);
  for (; i < m; ++i) tile<1, V>(k, a.from(i), b, b_step, c + i * c_step, c_step, adds);
}

// c[m, n] = a[m, k] b[k, n], or += with `adds`; n is a multiple of kWidth, and rows of b and c lie `step` apart.
inline void product(int64_t m, int64_t n, int64_t k, Left a, const float* b, int64_t b_step, float* c, int64_t c_step,
                    bool adds) {
  int64_t j = 0;
  for (; j + kVectors * kWidth <= n; j += kVectors * kWidth) column<kVectors>(m, k, a, b + j, b_step, c + j, c_step, adds);
  for (; j < n; j += kWidth) column<1>(m, k, a, b + j, b_step, c + j, c_step, adds);
}

// Sixteen rows of sixteen turned into columns: pairs, fours, eights and halves change places in turn.
#if defined(__clang__)  // which has no shuffle by a vector of places
inline void turn_square(Floats (&rows)[kWidth]) {
  Floats turned[kWidth];
  for (int r = 0; r < kWidth; ++r)
    for (int c = 0; c < kWidth; ++c) turned[c][r] = rows[r][c];
  std::copy(turned, turned + kWidth, rows);
}
#else
template <int Distance, int... Place>
inline void exchange(Floats (&rows)[kWidth], std::integer_sequence<int, Place...>) {
  constexpr lanes::Ints low = {(Place & Distance ? Place - Distance + kWidth : Place)...};
  constexpr lanes::Ints high = {(Place & Distance ? Place + kWidth : Place + Distance)...};
#pragma GCC unroll 16
  for (int r = 0; r < kWidth; ++r) {
    if (r & Distance) continue;
    const Floats a = rows[r], b = rows[r + Distance];
    rows[r] = __builtin_shuffle(a, b, low);
    rows[r + Distance] = __builtin_shuffle(a, b, high);
  }
}

inline void turn_square(Floats (&rows)[kWidth]) {
  constexpr auto places = std::make_integer_sequence<int, kWidth>();
  exchange<1>(rows, places);
  exchange<2>(rows, places);
  exchange<4>(rows, places);
  exchange<8>(rows, places);
}
#endif

// to[d, wide] = from[n, d]^T, d a multiple of kWidth; columns from n on are zero.
inline void transpose(const float* from, int64_t step, int64_t n, int64_t d, float* to, int64_t wide) {
  for (int64_t i = 0; i < n; i += kWidth)
    for (int64_t j = 0; j < d; j += kWidth) {
      Floats square[kWidth];
#pragma GCC unroll 16
      for (int64_t r = 0; r < kWidth; ++r) square[r] = i + r < n ? lanes::load(from + (i + r) * step + j) : Floats{};
      turn_square(square);
#pragma GCC unroll 16
      for (int64_t c = 0; c < kWidth; ++c) lanes::store(to + (j + c) * wide + i, square[c]);
    }
}

// to[n, d] = scale from[n, d]. Rows that lie powers of two apart displace each other from the nearest cache: those that are
// read more than once are laid side by side first.
inline void gather(const float* from, int64_t step, int64_t n, int64_t d, float scale, float* to, int64_t to_step) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < d; j += kWidth) lanes::store(to + i * to_step + j, scale * lanes::load(from + i * step + j));
}

}  // namespace panels
}  // namespace workbook
