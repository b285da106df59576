// workbook::attend_step: attention of one new position, from the projections of its hidden state to the mixed values, with
// the key and value put into the cache on the way. In libtorch's operators it is twenty calls a layer, which for a small
// model takes as long as a third of the weights.
#include "kernels.h"
#include "lanes.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace workbook {
namespace step_kernel {

using at::Tensor;
using namespace lanes;

constexpr int64_t kGrain = 32768;  // multiplications a thread takes at least

void check(const Tensor& t, const char* what) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kFloat, "attend_step: ", what,
              " must be float32 and on the processor");
}

Tensor dense(const Tensor& t, const char* what) {
  check(t, what);
  return t.contiguous();
}

// Keys and values of one head of one text: `count` rows of d.
struct Cached {
  const float *keys, *values;
  int64_t count, d;
};

// softmax(q k^T scale + bias) v into out[d]; scores[count] is room to work in.
void one_head(const float* q, const Cached& c, float scale, const float* bias, float* scores, float* out) {
  float largest = -INFINITY;
  for (int64_t j = 0; j < c.count; ++j) {
    scores[j] = dot(q, c.keys + j * c.d, c.d) * scale + (bias ? bias[j] : 0.0f);
    largest = std::max(largest, scores[j]);
  }
#pragma omp simd
  for (int64_t j = 0; j < c.count; ++j) scores[j] = exp_of(scores[j] - largest);
  float total = 0;
  for (int64_t j = 0; j < c.count; ++j) total += scores[j];
  std::fill(out, out + c.d, 0.0f);
  for (int64_t j = 0; j < c.count; ++j) add_scaled(out, scores[j] / total, c.values + j * c.d, c.d);
}

// query[batch, 1, heads d], key, value[batch, 1, groups d], cos, sin[batch | 1, 1, 1, d], cached keys and values
// [batch, groups, capacity, d] of which `position` rows are filled, bias[batch | 1, 1, 1, position + 1].
Tensor attend_step(const Tensor& a_query, const Tensor& a_key, const Tensor& a_value, const Tensor& a_cos,
                   const Tensor& a_sin, Tensor& keys, Tensor& values, int64_t position,
                   const c10::optional<Tensor>& bias, double scale) {
  const Tensor query = dense(a_query, "the query"), key = dense(a_key, "the key"), value = dense(a_value, "the value"),
               cos = dense(a_cos, "the cosines"), sin = dense(a_sin, "the sines");
  check(keys, "the room for keys");
  check(values, "the room for values");
  TORCH_CHECK(keys.is_contiguous() && values.is_contiguous() && keys.dim() == 4 && keys.sizes() == values.sizes() && position >= 0 && position < keys.size(2),
              "attend_step: no room for position ", position, " in ", keys.sizes(), " and ", values.sizes());
  const int64_t batch = keys.size(0), groups = keys.size(1), capacity = keys.size(2), d = keys.size(3);
  const int64_t heads = d ? query.size(-1) / d : 0, count = position + 1;
  TORCH_CHECK(d > 0 && d % 2 == 0 && groups > 0 && heads % groups == 0 && query.numel() == batch * heads * d &&
                  key.numel() == batch * groups * d && value.numel() == key.numel() && cos.sizes() == sin.sizes() &&
                  (cos.numel() == d || cos.numel() == batch * d),
              "attend_step: a query of shape ", query.sizes(), ", a key of shape ", key.sizes(), " and angles of shape ",
              cos.sizes(), " do not fit a cache of shape ", keys.sizes());
  Tensor hidden;
  if (bias.has_value() && bias->defined()) hidden = bias->to(at::kFloat).expand({batch, 1, 1, count}).contiguous();
  Tensor y = at::empty({batch, 1, heads * d}, query.options()), turned = at::empty_like(query);
  const float *q = query.data_ptr<float>(), *k = key.data_ptr<float>(), *v = value.data_ptr<float>();
  const float *c = cos.data_ptr<float>(), *s = sin.data_ptr<float>();
  const float* added = hidden.defined() ? hidden.data_ptr<float>() : nullptr;
  float *kept_keys = keys.data_ptr<float>(), *kept_values = values.data_ptr<float>();
  float *queries = turned.data_ptr<float>(), *out = y.data_ptr<float>();
  const int64_t step = cos.numel() == d ? 0 : d, share = heads / groups;
  for (int64_t row = 0; row < batch * groups; ++row) {
    const int64_t b = row / groups, place = (row * capacity + position) * d;
    turn(k + row * d, c + b * step, s + b * step, d, kept_keys + place);
    std::copy(v + row * d, v + (row + 1) * d, kept_values + place);
  }
  at::parallel_for(0, batch * heads, std::max<int64_t>(1, kGrain / (2 * count * d)), [&](int64_t from, int64_t to) {
    std::vector<float> scores(static_cast<size_t>(count));
    for (int64_t row = from; row < to; ++row) {
      const int64_t b = row / heads, first = (b * groups + row % heads / share) * capacity * d;
      turn(q + row * d, c + b * step, s + b * step, d, queries + row * d);
      one_head(queries + row * d, {kept_keys + first, kept_values + first, count, d}, static_cast<float>(scale),
               added ? added + b * count : nullptr, scores.data(), out + row * d);
    }
  });
  return y;
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def(
      "attend_step(Tensor query, Tensor key, Tensor value, Tensor cos, Tensor sin, Tensor(a!) keys, Tensor(b!) values, "
      "int position, Tensor? bias, float scale) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CPU, library) { library.impl("attend_step", attend_step); }

}  // namespace step_kernel
}  // namespace workbook
