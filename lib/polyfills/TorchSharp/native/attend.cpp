// workbook::attend: scaled dot-product attention (arXiv:1706.03762) of the heads of a batch, and its gradient:
//   P = softmax(s Q K^T + bias),   y = (P . kept) V
//   dV = (P . kept)^T dy,   dP = (dy V^T) . kept,   dS = s P . (dP - rowsum(P . dP)),   dQ = dS K,   dK = dS^T Q
// A head of a short text fits into the processor's nearest cache. Taken head by head, scores and probabilities never reach
// memory; the backward pass computes them again from Q, K and the logarithm of each row's sum (arXiv:2205.14135), which is
// all that is kept. Tensors are [batch, heads, seq, d] with any strides but the last, so that either order of positions and
// sentences in memory is a view, and results lie as their inputs do.
#include "kernels.h"
#include "panels.h"
#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace workbook {
namespace attend_kernel {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using namespace lanes;
using namespace panels;

constexpr int64_t kBlock = 64;           // queries taken together
constexpr int64_t kGrain = 1 << 18;      // multiplications a thread takes at least

// As it lies in memory, as far as that has no gaps and no repetition.
Tensor like(const Tensor& t) {
  const Tensor same = at::empty_like(t);
  return same.stride(3) == 1 ? same : at::empty(t.sizes(), t.options());
}

Tensor dense_rows(const Tensor& t) { return t.stride(3) == 1 || t.size(3) == 1 ? t : t.contiguous(); }

// A row of something that is added to the scores or multiplies the probabilities, by batch, head and query.
struct Beside {
  Tensor held;
  const float* at = nullptr;
  int64_t batch = 0, head = 0, query = 0;

  Beside(const c10::optional<Tensor>& t, at::IntArrayRef scores) {
    if (!t.has_value() || !t->defined()) return;
    const Tensor spread = t->expand(scores);
    held = spread.stride(3) == 1 || scores[3] == 1 ? spread : spread.contiguous();
    at = held.data_ptr<float>();
    batch = held.stride(0), head = held.stride(1), query = held.stride(2);
  }

  const float* row(int64_t b, int64_t h, int64_t s) const { return at ? at + b * batch + h * head + s * query : nullptr; }
};

struct Sizes {
  int64_t batch, heads, groups, seq, keys, d, wide;

  Sizes(const Tensor& q, const Tensor& k)
      : batch(q.size(0)), heads(q.size(1)), groups(k.size(1)), seq(q.size(2)), keys(k.size(2)), d(q.size(3)),
        wide(padded(k.size(2))) {}

  int64_t share() const { return heads / groups; }
  int64_t grain(int products) const { return std::max<int64_t>(1, kGrain / (products * share() * seq * keys * d + 1)); }
};

const float* head_of(const Tensor& t, int64_t b, int64_t h) { return t.data_ptr<float>() + b * t.stride(0) + h * t.stride(1); }

float* head_of(Tensor& t, int64_t b, int64_t h) { return t.data_ptr<float>() + b * t.stride(0) + h * t.stride(1); }

// scores += bias, the padding becomes -infinity; gives the largest.
float biased(float* scores, const float* bias, int64_t n, int64_t wide) {
  if (bias)
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) scores[j] += bias[j];
  std::fill(scores + n, scores + wide, -INFINITY);
  Floats found = load(scores);
  for (int64_t j = kWidth; j < wide; j += kWidth) found = larger(found, load(scores + j));
  return largest(found);
}

// scores = exp(scores - shift), and their sum.
float exponentials(float* scores, float shift, int64_t wide) {
  Floats total{};
  for (int64_t j = 0; j < wide; j += kWidth) {
    const Floats e = exp_of(load(scores + j) - shift);
    store(scores + j, e);
    total += e;
  }
  return sum(total);
}

void multiply(float* row, const float* by, int64_t n) {
#pragma omp simd
  for (int64_t j = 0; j < n; ++j) row[j] *= by[j];
}

void multiply(float* row, float by, int64_t wide) {
  for (int64_t j = 0; j < wide; j += kWidth) store(row + j, by * load(row + j));
}

void check(const Tensor& q, const Tensor& k, const Tensor& v) {
  for (const Tensor* t : {&q, &k, &v})
    TORCH_CHECK(t->device().is_cpu() && t->scalar_type() == at::kFloat && t->dim() == 4,
                "attend: queries, keys and values must be float32, on the processor and of four dimensions");
  TORCH_CHECK(q.size(3) % kWidth == 0 && q.size(3) > 0 && k.sizes() == v.sizes() && k.size(3) == q.size(3) &&
                  k.size(0) == q.size(0) && k.size(1) > 0 && q.size(1) % k.size(1) == 0 && k.size(2) > 0 && q.size(2) > 0,
              "attend: queries of shape ", q.sizes(), " do not fit keys of shape ", k.sizes(), " and values of shape ",
              v.sizes());
}

Tensor compute(const Tensor& query, const Tensor& key, const Tensor& value, const c10::optional<Tensor>& a_bias,
               const c10::optional<Tensor>& a_kept, double a_scale, Tensor* logs) {
  check(query, key, value);
  check_interrupt();
  const Tensor q = dense_rows(query), k = dense_rows(key), v = dense_rows(value);
  const Sizes n(q, k);
  const Beside bias(a_bias, {n.batch, n.heads, n.seq, n.keys}), kept(a_kept, {n.batch, n.heads, n.seq, n.keys});
  Tensor y = like(q);
  if (logs) *logs = at::empty({n.batch, n.heads, n.seq}, q.options());
  float* log_sums = logs ? logs->data_ptr<float>() : nullptr;
  const float scale = static_cast<float>(a_scale);
  at::parallel_for(0, n.batch * n.groups, n.grain(2), [&](int64_t from, int64_t to) {
    Room room({n.d * n.wide, n.keys * n.d, kBlock * n.d, kBlock * n.wide});
    float *turned = room.part(0), *values = room.part(1), *queries = room.part(2), *scores = room.part(3);
    for (int64_t i = from; i < to; ++i) {
      const int64_t b = i / n.groups, g = i % n.groups;
      transpose(head_of(k, b, g), k.stride(2), n.keys, n.d, turned, n.wide);
      gather(head_of(v, b, g), v.stride(2), n.keys, n.d, 1, values, n.d);
      for (int64_t h = g * n.share(); h < (g + 1) * n.share(); ++h)
        for (int64_t s = 0; s < n.seq; s += kBlock) {
          const int64_t count = std::min(kBlock, n.seq - s);
          gather(head_of(q, b, h) + s * q.stride(2), q.stride(2), count, n.d, scale, queries, n.d);
          product(count, n.wide, n.d, {queries, n.d, 1}, turned, n.wide, scores, n.wide, false);
          for (int64_t r = 0; r < count; ++r) {
            float* row = scores + r * n.wide;
            const float most = biased(row, bias.row(b, h, s + r), n.keys, n.wide);
            const float total = exponentials(row, most, n.wide);
            if (log_sums) log_sums[(b * n.heads + h) * n.seq + s + r] = most + std::log(total);
            if (kept.at) multiply(row, kept.row(b, h, s + r), n.keys);
            multiply(row, 1 / total, n.wide);
          }
          product(count, n.d, n.keys, {scores, n.wide, 1}, values, n.d, head_of(y, b, h) + s * y.stride(2), y.stride(2), false);
        }
    }
  });
  return y;
}

// From scores to P . kept (in `scores`), and from dP to dS / s (in `slopes`).
void differentiate(float* scores, float* slopes, const float* bias, const float* kept, float log_sum, const Sizes& n) {
  biased(scores, bias, n.keys, n.wide);
  exponentials(scores, log_sum, n.wide);
  if (kept) multiply(slopes, kept, n.keys);
  Floats total{};
  for (int64_t j = 0; j < n.wide; j += kWidth) total += load(scores + j) * load(slopes + j);
  const float mean = sum(total);
  for (int64_t j = 0; j < n.wide; j += kWidth) store(slopes + j, load(scores + j) * (load(slopes + j) - mean));
  if (kept) multiply(scores, kept, n.keys);
}

variable_list gradients(const Tensor& above, const Tensor& query, const Tensor& key, const Tensor& value,
                        const c10::optional<Tensor>& a_bias, const c10::optional<Tensor>& a_kept, const Tensor& logs,
                        double a_scale) {
  check_interrupt();
  const Tensor dy = dense_rows(above), q = dense_rows(query), k = dense_rows(key), v = dense_rows(value);
  const Sizes n(q, k);
  const Beside bias(a_bias, {n.batch, n.heads, n.seq, n.keys}), kept(a_kept, {n.batch, n.heads, n.seq, n.keys});
  Tensor dq = like(q), dk = like(k), dv = like(v);
  const float* log_sums = logs.data_ptr<float>();
  const float scale = static_cast<float>(a_scale);
  at::parallel_for(0, n.batch * n.groups, n.grain(5), [&](int64_t from, int64_t to) {
    Room room({n.d * n.wide, n.d * n.wide, n.keys * n.d, n.keys * n.d, n.keys * n.d, kBlock * n.d, kBlock * n.d,
               kBlock * n.wide, kBlock * n.wide});
    float *turned_keys = room.part(0), *turned_values = room.part(1), *keys = room.part(2), *d_keys = room.part(3);
    float *d_values = room.part(4), *queries = room.part(5), *d_out = room.part(6);
    float *scores = room.part(7), *slopes = room.part(8);
    for (int64_t i = from; i < to; ++i) {
      const int64_t b = i / n.groups, g = i % n.groups;
      transpose(head_of(k, b, g), k.stride(2), n.keys, n.d, turned_keys, n.wide);
      transpose(head_of(v, b, g), v.stride(2), n.keys, n.d, turned_values, n.wide);
      gather(head_of(k, b, g), k.stride(2), n.keys, n.d, 1, keys, n.d);
      for (int64_t h = g * n.share(); h < (g + 1) * n.share(); ++h)
        for (int64_t s = 0; s < n.seq; s += kBlock) {
          const int64_t count = std::min(kBlock, n.seq - s);
          const bool adds = s > 0 || h > g * n.share();
          gather(head_of(q, b, h) + s * q.stride(2), q.stride(2), count, n.d, scale, queries, n.d);
          gather(head_of(dy, b, h) + s * dy.stride(2), dy.stride(2), count, n.d, 1, d_out, n.d);
          product(count, n.wide, n.d, {queries, n.d, 1}, turned_keys, n.wide, scores, n.wide, false);
          product(count, n.wide, n.d, {d_out, n.d, 1}, turned_values, n.wide, slopes, n.wide, false);
          for (int64_t r = 0; r < count; ++r)
            differentiate(scores + r * n.wide, slopes + r * n.wide, bias.row(b, h, s + r), kept.row(b, h, s + r),
                          log_sums[(b * n.heads + h) * n.seq + s + r], n);
          product(n.keys, n.d, count, {scores, 1, n.wide}, d_out, n.d, d_values, n.d, adds);
          product(n.keys, n.d, count, {slopes, 1, n.wide}, queries, n.d, d_keys, n.d, adds);
          product(count, n.d, n.keys, {slopes, n.wide, 1}, keys, n.d, queries, n.d, false);
          gather(queries, n.d, count, n.d, scale, head_of(dq, b, h) + s * dq.stride(2), dq.stride(2));
        }
      gather(d_keys, n.d, n.keys, n.d, 1, head_of(dk, b, g), dk.stride(2));
      gather(d_values, n.d, n.keys, n.d, 1, head_of(dv, b, g), dv.stride(2));
    }
  });
  return {dq, dk, dv};
}

// The same gradients in operators that have gradients themselves.
variable_list differentiable(const Tensor& dy, const Tensor& q, const Tensor& key, const Tensor& value,
                             const c10::optional<Tensor>& bias, const c10::optional<Tensor>& kept, double scale) {
  const int64_t share = q.size(1) / key.size(1);
  const auto spread = [&](const Tensor& t) { return share == 1 ? t : t.repeat_interleave(share, 1); };
  const auto gathered = [&](const Tensor& t) { return share == 1 ? t : t.unflatten(1, {key.size(1), share}).sum(2); };
  const Tensor k = spread(key), v = spread(value);
  Tensor scores = at::matmul(q, k.transpose(2, 3)) * scale;
  if (bias.has_value() && bias->defined()) scores = scores + *bias;
  const Tensor p = scores.softmax(-1);
  const bool drops = kept.has_value() && kept->defined();
  Tensor dp = at::matmul(dy, v.transpose(2, 3));
  if (drops) dp = dp * *kept;
  const Tensor ds = p * (dp - (p * dp).sum(-1, /*keepdim=*/true)) * scale;
  const Tensor dv = at::matmul((drops ? p * *kept : p).transpose(2, 3), dy);
  return {at::matmul(ds, k), gathered(at::matmul(ds.transpose(2, 3), q)), gathered(dv)};
}

struct Function : torch::autograd::Function<Function> {
  static Tensor forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v,
                        const c10::optional<Tensor>& bias, const c10::optional<Tensor>& kept, double scale) {
    at::AutoDispatchBelowADInplaceOrView below;
    Tensor logs;
    Tensor y = compute(q, k, v, bias, kept, scale, &logs);
    context->save_for_backward({q, k, v, logs, bias.value_or(Tensor()), kept.value_or(Tensor())});
    context->saved_data["scale"] = scale;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list above) {
    const auto saved = context->get_saved_variables();
    const double scale = context->saved_data["scale"].toDouble();
    const c10::optional<Tensor> bias(saved[4]), kept(saved[5]);
    variable_list found;
    if (at::GradMode::is_enabled()) {
      found = differentiable(above[0], saved[0], saved[1], saved[2], bias, kept, scale);
    } else {
      at::AutoDispatchBelowADInplaceOrView below;
      found = gradients(above[0], saved[0], saved[1], saved[2], bias, kept, saved[3], scale);
    }
    return {found[0], found[1], found[2], Tensor(), Tensor(), Tensor()};
  }
};

Tensor forward(const Tensor& q, const Tensor& k, const Tensor& v, const c10::optional<Tensor>& bias,
               const c10::optional<Tensor>& kept, double scale) {
  return compute(q, k, v, bias, kept, scale, nullptr);
}

Tensor with_gradient(const Tensor& q, const Tensor& k, const Tensor& v, const c10::optional<Tensor>& bias,
                     const c10::optional<Tensor>& kept, double scale) {
  if (at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad()))
    return Function::apply(q, k, v, bias, kept, scale);
  at::AutoDispatchBelowADInplaceOrView below;
  return forward(q, k, v, bias, kept, scale);
}

TORCH_LIBRARY_FRAGMENT(workbook, library) {
  library.def("attend(Tensor query, Tensor key, Tensor value, Tensor? bias, Tensor? kept, float scale) -> Tensor");
}

TORCH_LIBRARY_IMPL(workbook, CPU, library) { library.impl("attend", forward); }

TORCH_LIBRARY_IMPL(workbook, AutogradCPU, library) { library.impl("attend", with_gradient); }

}  // namespace attend_kernel
}  // namespace workbook
