// oneDNN under every matrix product on the CPU: mm, addmm, bmm and baddbmm of fp32 (bf16 where the processor multiplies
// it) are registered in libtorch's dispatcher, so models and autograd gain without knowing. What oneDNN does not take
// (other types, odd strides, nothing to multiply) goes to the kernel libtorch came with.
#include "kernels.h"
#include "shim.h"

#if WORKBOOK_ONEDNN

#include <ATen/CPUFunctions.h>
#include <torch/library.h>

#include <dnnl.hpp>

#include <array>
#include <map>
#include <tuple>
#include <unordered_map>

namespace workbook {
namespace matmul_kernel {

using dnnl::memory;
using at::Tensor;
using Dims = memory::dims;

dnnl::engine& engine() {
  static dnnl::engine one(dnnl::engine::kind::cpu, 0);
  return one;
}

dnnl::stream& stream() {
  static thread_local dnnl::stream one(engine());
  return one;
}

bool multiplies_bf16() {
  static const bool yes = dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_bf16;
  return yes;
}

// Below this many multiplications the original kernel starts faster than a oneDNN primitive.
constexpr int64_t kWorthwhile = 16 * 16 * 16;

bool type_fits(const Tensor& t) {
  return t.device().is_cpu() && t.layout() == at::kStrided && !t.is_neg() &&
         (t.scalar_type() == at::kFloat || (t.scalar_type() == at::kBFloat16 && multiplies_bf16()));
}

// The last two dimensions are a matrix whose rows or columns lie densely; the distance between them is free.
bool strides_fit(const Tensor& t) {
  const int64_t n = t.dim(), rows = t.size(n - 2), columns = t.size(n - 1);
  const int64_t down = t.stride(n - 2), across = t.stride(n - 1);
  return (across == 1 && down >= columns) || (down == 1 && across >= rows);
}

Tensor fitting(const Tensor& t) { return strides_fit(t) ? t : t.contiguous(); }

bool repeats(const Tensor& batch) { return batch.size(0) > 1 && batch.stride(0) == 0; }

// oneDNN broadcasts one side of a batch, not both.
Tensor fitting_beside(const Tensor& a, const Tensor& b) { return repeats(a) && repeats(b) ? a.contiguous() : fitting(a); }

memory::data_type type_of(const Tensor& t) {
  return t.scalar_type() == at::kFloat ? memory::data_type::f32 : memory::data_type::bf16;
}

// A batch that repeats one matrix (stride 0) is a batch of one, which oneDNN broadcasts.
memory::desc describe(const Tensor& t) {
  Dims sizes(t.sizes().begin(), t.sizes().end()), strides(t.strides().begin(), t.strides().end());
  if (t.dim() == 3 && repeats(t)) {
    sizes[0] = 1;
    strides[0] = sizes[1] * sizes[2];
  }
  for (size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] == 1 && strides[i] < 1) strides[i] = 1;
  return memory::desc(sizes, type_of(t), strides);
}

enum class Finish : int64_t { Plain, Accumulate, Gelu };

// What a primitive depends on: three matrices with strides, the bias, what happens on the way out.
struct Key {
  std::array<int64_t, 24> words{};
  bool operator==(const Key& other) const { return words == other.words; }
};

struct Hash {
  size_t operator()(const Key& key) const {
    uint64_t h = 1469598103934665603ull;
    for (int64_t word : key.words) h = (h ^ static_cast<uint64_t>(word)) * 1099511628211ull;
    return static_cast<size_t>(h ^ (h >> 32));
  }
};

struct Product {
  dnnl::matmul primitive;
  memory source, weights, bias, target;
};

void note(Key& key, size_t at, const Tensor& t) {
  for (int64_t i = 0; i < t.dim(); ++i) {
    key.words[at + 2 * i] = t.size(i);
    key.words[at + 2 * i + 1] = t.stride(i);
  }
}

Key key_of(const Tensor& a, const Tensor& b, const Tensor& out, const Tensor& bias, Finish finish, float beta, bool packed) {
  Key key;
  note(key, 0, a);
  note(key, 6, b);
  note(key, 12, out);
  key.words[18] = bias.defined() ? bias.size(-1) : -1;
  key.words[19] = static_cast<int64_t>(finish) * 2 + packed;
  key.words[20] = static_cast<int64_t>(a.scalar_type());
  std::memcpy(&key.words[21], &beta, sizeof beta);
  key.words[22] = a.dim();
  return key;
}

#if DNNL_VERSION_MAJOR >= 3
dnnl::matmul::primitive_desc plan(const memory::desc& a, const memory::desc& b, const memory::desc& bias,
                                  const memory::desc& out, const dnnl::primitive_attr& attributes, bool with_bias) {
  return with_bias ? dnnl::matmul::primitive_desc(engine(), a, b, bias, out, attributes)
                   : dnnl::matmul::primitive_desc(engine(), a, b, out, attributes);
}
#else
dnnl::matmul::primitive_desc plan(const memory::desc& a, const memory::desc& b, const memory::desc& bias,
                                  const memory::desc& out, const dnnl::primitive_attr& attributes, bool with_bias) {
  return with_bias ? dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, bias, out), attributes, engine())
                   : dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, out), attributes, engine());
}
#endif

dnnl::primitive_attr attributes_of(Finish finish, float beta) {
  dnnl::post_ops after;
  if (finish == Finish::Accumulate) after.append_sum(beta);
#if DNNL_VERSION_MAJOR >= 3
  if (finish == Finish::Gelu) after.append_eltwise(dnnl::algorithm::eltwise_gelu_erf, 0.f, 0.f);
#else
  if (finish == Finish::Gelu) after.append_eltwise(1.f, dnnl::algorithm::eltwise_gelu_erf, 0.f, 0.f);
#endif
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  return attributes;
}

memory::desc bias_layout(const Tensor& a, const Tensor& bias) {
  const int64_t n = bias.size(-1);
  return a.dim() == 3 ? memory::desc({1, 1, n}, type_of(bias), Dims{n, n, 1})
                      : memory::desc({1, n}, type_of(bias), Dims{n, 1});
}

// Primitives are kept by key: making one costs microseconds, as much as a small product.
Product& product_for(const Key& key, const Tensor& a, const Tensor& b, const memory::desc* packed, const Tensor& out,
                     const Tensor& bias, Finish finish, float beta) {
  static thread_local std::unordered_map<Key, Product, Hash> kept;
  auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  if (kept.size() >= 1024) kept.clear();
  const memory::desc am = describe(a), bm = packed ? *packed : describe(b), om = describe(out);
  const memory::desc cm = bias.defined() ? bias_layout(a, bias) : memory::desc();
  const auto planned = plan(am, bm, cm, om, attributes_of(finish, beta), bias.defined());
  Product product{dnnl::matmul(planned), memory(am, engine(), nullptr), memory(bm, engine(), nullptr),
                  bias.defined() ? memory(cm, engine(), nullptr) : memory(), memory(om, engine(), nullptr)};
  return kept.emplace(key, std::move(product)).first->second;
}

void run(const Tensor& a, const Tensor& b, const memory::desc* packed, const Tensor& out, const Tensor& bias,
         Finish finish, float beta) {
  check_interrupt();  // also inside a backward pass, which is one call from outside
  const Key key = key_of(a, b, out, bias, finish, beta, packed != nullptr);
  Product& product = product_for(key, a, b, packed, out, bias, finish, beta);
  product.source.set_data_handle(a.data_ptr());
  product.weights.set_data_handle(b.data_ptr());
  product.target.set_data_handle(out.data_ptr());
  std::unordered_map<int, memory> arguments{
      {DNNL_ARG_SRC, product.source}, {DNNL_ARG_WEIGHTS, product.weights}, {DNNL_ARG_DST, product.target}};
  if (bias.defined()) {
    product.bias.set_data_handle(bias.data_ptr());
    arguments.emplace(DNNL_ARG_BIAS, product.bias);
  }
  product.primitive.execute(stream(), arguments);
  stream().wait();
}

bool takes(const Tensor& a, const Tensor& b) {
  return type_fits(a) && type_fits(b) && a.scalar_type() == b.scalar_type() && a.dim() == b.dim() &&
         a.size(-1) == b.size(-2) && a.numel() > 0 && b.numel() > 0 && a.numel() * b.size(-1) >= kWorthwhile;
}

bool takes_few_rows_of(const Tensor& a, const Tensor& b) { return b.dim() == 2 && takes_few_rows(a, b.t()); }

Tensor mm(const Tensor& a, const Tensor& b) {
  if (takes_few_rows_of(a, b)) return few_rows_linear(a, b.t(), Tensor());
  if (a.dim() != 2 || b.dim() != 2 || !takes(a, b)) return at::cpu::mm(a, b);
  Tensor out = at::empty({a.size(0), b.size(1)}, a.options());
  run(fitting(a), fitting(b), nullptr, out, Tensor(), Finish::Plain, 0);
  return out;
}

bool is_row(const Tensor& c, int64_t columns, at::ScalarType type) {
  return c.scalar_type() == type && c.is_contiguous() && c.size(-1) == columns && c.numel() == columns;
}

Tensor addmm(const Tensor& c, const Tensor& a, const Tensor& b, const at::Scalar& beta, const at::Scalar& alpha) {
  if (a.dim() != 2 || b.dim() != 2 || !takes(a, b) || c.scalar_type() != a.scalar_type() || c.dim() == 0)
    return at::cpu::addmm(c, a, b, beta, alpha);
  if (!alpha.equal(1))  // scaling the smaller factor costs less than another pass over the product
    return a.numel() < b.numel() ? matmul_kernel::addmm(c, a.mul(alpha), b, beta, 1)
                                 : matmul_kernel::addmm(c, a, b.mul(alpha), beta, 1);
  const double share = beta.toDouble();
  if (share == 1.0 && c.dim() <= 2 && is_row(c, b.size(1), a.scalar_type()) && takes_few_rows_of(a, b))
    return few_rows_linear(a, b.t(), c.view({-1}));
  Tensor out;
  if (share == 1.0 && c.dim() <= 2 && is_row(c, b.size(1), a.scalar_type())) {
    out = at::empty({a.size(0), b.size(1)}, a.options());
    run(fitting(a), fitting(b), nullptr, out, c, Finish::Plain, 0);
  } else if (share == 0.0) {
    out = matmul_kernel::mm(a, b);
  } else {
    out = c.expand({a.size(0), b.size(1)}).clone(at::MemoryFormat::Contiguous);
    run(fitting(a), fitting(b), nullptr, out, Tensor(), Finish::Accumulate, static_cast<float>(share));
  }
  return out;
}

bool batches_fit(const Tensor& a, const Tensor& b) {
  return a.dim() == 3 && b.dim() == 3 && a.size(0) == b.size(0) && takes(a, b);
}

Tensor bmm(const Tensor& a, const Tensor& b) {
  if (!batches_fit(a, b)) return at::cpu::bmm(a, b);
  Tensor out = at::empty({a.size(0), a.size(1), b.size(2)}, a.options());
  run(fitting_beside(a, b), fitting(b), nullptr, out, Tensor(), Finish::Plain, 0);
  return out;
}

Tensor baddbmm(const Tensor& c, const Tensor& a, const Tensor& b, const at::Scalar& beta, const at::Scalar& alpha) {
  // libtorch 1.13 multiplies uninitialised memory by a beta of zero, which leaves NaN where NaN happened to lie.
  if (beta.toDouble() == 0.0) {
    if (alpha.equal(1)) return matmul_kernel::bmm(a, b);
    return a.numel() < b.numel() ? matmul_kernel::bmm(a.mul(alpha), b) : matmul_kernel::bmm(a, b.mul(alpha));
  }
  if (!batches_fit(a, b) || c.scalar_type() != a.scalar_type()) return at::cpu::baddbmm(c, a, b, beta, alpha);
  if (!alpha.equal(1))
    return a.numel() < b.numel() ? matmul_kernel::baddbmm(c, a.mul(alpha), b, beta, 1)
                                 : matmul_kernel::baddbmm(c, a, b.mul(alpha), beta, 1);
  Tensor out = c.expand({a.size(0), a.size(1), b.size(2)}).clone(at::MemoryFormat::Contiguous);
  run(fitting_beside(a, b), fitting(b), nullptr, out, Tensor(), Finish::Accumulate, beta.to<float>());
  return out;
}

// The layout a packed weight has. It is asked for a product of middling height, and every other height takes it too.
// Asking costs as much as a small product, so each thread remembers the answers.
const memory::desc& packed_layout(int64_t k, int64_t n, memory::data_type type) {
  static thread_local std::map<std::tuple<int64_t, int64_t, int>, memory::desc> known;
  const auto key = std::make_tuple(k, n, static_cast<int>(type));
  auto found = known.find(key);
  if (found != known.end()) return found->second;
  const memory::desc a({256, k}, type, memory::format_tag::ab), b({k, n}, type, memory::format_tag::any),
      out({256, n}, type, memory::format_tag::ab);
  return known.emplace(key, plan(a, b, memory::desc(), out, dnnl::primitive_attr(), false).weights_desc()).first->second;
}

TORCH_LIBRARY_IMPL(aten, CPU, library) {
  library.impl("mm", mm);
  library.impl("addmm", addmm);
  library.impl("bmm", bmm);
  library.impl("baddbmm", baddbmm);
}

}  // namespace matmul_kernel

at::Tensor onednn_pack(const at::Tensor& weight) {
  using namespace matmul_kernel;
  if (weight.dim() != 2 || !type_fits(weight) || weight.numel() == 0) return at::Tensor();
  const Tensor dense = fitting(weight);
  const memory::desc& layout = packed_layout(weight.size(0), weight.size(1), type_of(weight));
  const int64_t size = static_cast<int64_t>(weight.element_size());
  Tensor packed = at::zeros({(static_cast<int64_t>(layout.get_size()) + size - 1) / size}, weight.options());
  memory from(describe(dense), engine(), dense.data_ptr()), to(layout, engine(), packed.data_ptr());
  dnnl::reorder(from, to).execute(stream(), from, to);
  stream().wait();
  return packed;
}

void onednn_add_product(at::Tensor& out, const at::Tensor& a, const at::Tensor& b) {
  using namespace matmul_kernel;
  if (!takes(a, b) || out.scalar_type() != a.scalar_type() || !strides_fit(out)) {
    out.addmm_(a, b);
    return;
  }
  run(fitting(a), fitting(b), nullptr, out, Tensor(), Finish::Accumulate, 1.0f);
}

at::Tensor onednn_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& packed,
                         const at::Tensor& bias, bool gelu) {
  using namespace matmul_kernel;
  const int64_t k = weight.size(1), n = weight.size(0);
  const bool ours = type_fits(x) && x.numel() > 0 && packed.defined() && x.scalar_type() == weight.scalar_type();
  if (!ours) {
    Tensor y = bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
    return gelu ? at::gelu(y) : y;
  }
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = n;
  const Tensor rows = fitting(x.reshape({-1, k}));
  Tensor out = at::empty({rows.size(0), n}, x.options());
  const memory::desc& layout = packed_layout(k, n, type_of(weight));
  run(rows, packed.as_strided({k, n}, {0, 0}), &layout, out, bias, gelu ? Finish::Gelu : Finish::Plain, 0);
  return out.view(shape);
}

}  // namespace workbook

#else

namespace workbook {

at::Tensor onednn_pack(const at::Tensor&) { return at::Tensor(); }

void onednn_add_product(at::Tensor& out, const at::Tensor& a, const at::Tensor& b) { out.addmm_(a, b); }

at::Tensor onednn_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor&, const at::Tensor& bias,
                         bool gelu) {
  at::Tensor y = bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
  return gelu ? at::gelu(y) : y;
}

}  // namespace workbook

#endif

namespace workbook {
static const bool registered = (silence_while_registering.end(), true);
}
