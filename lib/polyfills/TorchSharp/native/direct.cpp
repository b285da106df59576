// Calls without boxes. Most operators of a model take one or two tensors, perhaps a factor, and give one tensor: calling those
// by their C++ signature spares the packing of every operand, which is a tenth of the cost of a small operator.
#include "operators.h"

namespace workbook {
namespace {

// A tensor that the host holds for the length of the call: no reference is counted.
class Borrowed {
 public:
  explicit Borrowed(const Value& v) : tensor_(ImplPtr::reclaim(v.at<Impl>())) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { tensor_.unsafeReleaseTensorImpl(); }
  const at::Tensor& get() const { return tensor_; }

 private:
  at::Tensor tensor_;
};

bool is_tensor(const Value& v) { return v.tag == Tag::Tensor && v.bits != 0; }

using Unary = at::Tensor(const at::Tensor&);
using Binary = at::Tensor(const at::Tensor&, const at::Tensor&);
using Scaled = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Scalar&);

bool call_unary(const Operator& op, const Value* given, int64_t count, at::Tensor& result) {
  if (count != 1 || !is_tensor(given[0])) {
    return false;
  }
  Borrowed x(given[0]);
  result = op.handle.typed<Unary>().call(x.get());
  return true;
}

bool call_binary(const Operator& op, const Value* given, int64_t count, at::Tensor& result) {
  if (count != 2 || !is_tensor(given[0]) || !is_tensor(given[1])) {
    return false;
  }
  Borrowed x(given[0]), y(given[1]);
  result = op.handle.typed<Binary>().call(x.get(), y.get());
  return true;
}

bool call_scaled(const Operator& op, const Value* given, int64_t count, at::Tensor& result) {
  if (count < 2 || !is_tensor(given[0]) || !is_tensor(given[1]) || (count == 3 && given[2].tag == Tag::None)) {
    return false;
  }
  Borrowed x(given[0]), y(given[1]);
  const Parameter& factor = op.parameters[2];
  const at::Scalar scale = count == 3 ? scalar_of(op, factor, given[2]) : factor.fallback.toScalar();
  result = op.handle.typed<Scaled>().call(x.get(), y.get(), scale);
  return true;
}

// Whether the parameters are of these kinds, none optional, none written to, and the result is a tensor of its own.
bool takes(const Operator& op, std::initializer_list<Kind> kinds) {
  const auto& schema = op.handle.schema();
  if (op.parameters.size() != kinds.size() || schema.is_mutable() || schema.returns().size() != 1
      || schema.returns()[0].type()->kind() != c10::TypeKind::TensorType) {
    return false;
  }
  return std::equal(kinds.begin(), kinds.end(), op.parameters.begin(),
                    [](Kind kind, const Parameter& p) { return p.kind == kind && !p.optional; });
}

}  // namespace

DirectCall direct_call(const Operator& op) {
  try {
    if (takes(op, {Kind::Tensor})) {
      op.handle.typed<Unary>();
      return call_unary;
    }
    if (takes(op, {Kind::Tensor, Kind::Tensor})) {
      op.handle.typed<Binary>();
      return call_binary;
    }
    if (takes(op, {Kind::Tensor, Kind::Tensor, Kind::Scalar}) && op.parameters[2].has_fallback) {
      op.handle.typed<Scaled>();
      return call_scaled;
    }
  } catch (const c10::Error&) {
    // Registered under another C++ signature: the boxed call fits every one.
  }
  return nullptr;
}

}  // namespace workbook
