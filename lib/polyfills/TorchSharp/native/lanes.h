// Sixteen floats at a time in the compiler's own vector types, which become whatever registers the processor has.
// Sums are taken in an order that depends on the length alone, so that a result does not depend on threads or neighbours.
#pragma once

#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#if defined(__F16C__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace workbook {
namespace lanes {

constexpr int64_t kWidth = 16;

typedef float Floats __attribute__((vector_size(64)));
typedef int32_t Ints __attribute__((vector_size(64)));
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef int8_t SignedBytes __attribute__((vector_size(16)));
typedef uint16_t Shorts __attribute__((vector_size(32)));

template <class T>
inline T read(const void* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

inline Floats load(const float* at) { return read<Floats>(at); }

// bf16 is the upper half of a float.
inline Floats load(const c10::BFloat16* at) {
  return reinterpret_cast<Floats>(__builtin_convertvector(read<Shorts>(at), Ints) << 16);
}

inline void store(float* at, Floats value) { std::memcpy(at, &value, sizeof value); }

// Subtracting zero changes nothing, not even the sign of a zero, so it costs nothing.
inline Floats all(float value) { return value - Floats{}; }

inline float sum(Floats v) {
  typedef float Eight __attribute__((vector_size(32)));
  typedef float Four __attribute__((vector_size(16)));
  Eight parts[2];
  std::memcpy(parts, &v, sizeof parts);
  const Eight half = parts[0] + parts[1];
  Four quarters[2];
  std::memcpy(quarters, &half, sizeof quarters);
  const Four quarter = quarters[0] + quarters[1];
  return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

inline float dot(const float* a, const float* b, int64_t n) {
  Floats total{};
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) total += load(a + i) * load(b + i);
  float rest = sum(total);
  for (; i < n; ++i) rest += a[i] * b[i];
  return rest;
}

// y += scale x
inline void add_scaled(float* y, float scale, const float* x, int64_t n) {
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) store(y + i, load(y + i) + scale * load(x + i));
  for (; i < n; ++i) y[i] += scale * x[i];
}

// 2^f for f within a half of zero, of one float or sixteen.
template <class T>
inline T two_to(T f) {
  T p = 1.54780177e-4f - T{};
  p = p * f + 1.34004317e-3f;
  p = p * f + 9.61799453e-3f;
  p = p * f + 5.55032722e-2f;
  p = p * f + 2.40226515e-1f;
  p = p * f + 6.93147207e-1f;
  p = p * f + 1.0f;
  return p;
}

// exp(x) = 2^n 2^f with n the nearest integer to x log2(e): the power of two goes straight into the exponent bits.
inline float exp_of(float x) {
  const float t = (x < -87.0f ? -87.0f : x) * 1.44269504f;  // what is no number stays none
  const float n = std::nearbyint(t), f = t - n;
  const int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return two_to(f) * power;
}

// The same for sixteen; exactly zero from where a float would lose its precision.
inline Floats exp_of(Floats x) {
  const Floats t = x * 1.44269504f, nearest = (t + 12582912.0f) - 12582912.0f, f = t - nearest;
  const Ints power = (__builtin_convertvector(nearest, Ints) + 127) << 23;
  return x < -87.0f ? Floats{} : two_to(f) * reinterpret_cast<Floats>(power);
}

inline Floats larger(Floats a, Floats b) { return a > b ? a : b; }

inline float largest(Floats v) {
  float found = v[0];
  for (int i = 1; i < kWidth; ++i) found = v[i] > found ? v[i] : found;
  return found;
}

// Sixteen signed bytes as floats. GCC 12 takes __builtin_convertvector of loaded bytes apart into sixteen scalars.
inline Floats widened(SignedBytes codes) {
#if defined(__AVX512F__)
  return reinterpret_cast<Floats>(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(reinterpret_cast<__m128i>(codes))));
#elif defined(__AVX2__)
  const __m128i all = reinterpret_cast<__m128i>(codes);
  const __m256 halves[2] = {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(all)),
                            _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(all, 8)))};
  return read<Floats>(halves);
#else
  return __builtin_convertvector(__builtin_convertvector(codes, Ints), Floats);
#endif
}

// Elements i and i + d/2 turned together by an angle each (arXiv:2104.09864).
inline void turn(const float* x, const float* cos, const float* sin, int64_t d, float* y) {
  const int64_t half = d / 2;
  for (int64_t i = 0; i < half; ++i) {
    const float low = x[i], high = x[i + half];
    y[i] = low * cos[i] - high * sin[i];
    y[i + half] = high * cos[i + half] + low * sin[i + half];
  }
}

inline float from_half(uint16_t bits) {
#if defined(__F16C__)
  return _cvtsh_ss(bits);
#else
  return static_cast<float>(read<c10::Half>(&bits));
#endif
}

}  // namespace lanes
}  // namespace workbook
