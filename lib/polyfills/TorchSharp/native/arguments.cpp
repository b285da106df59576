// Arguments of an operator: what its schema asks for, and how a given value becomes that.
#include "operators.h"

namespace workbook {
namespace {

using c10::TypeKind;

Kind list_kind(const c10::Type& element) {
  switch (element.kind()) {
    case TypeKind::TensorType: return Kind::TensorList;
    case TypeKind::OptionalType: return Kind::OptionalTensorList;
    case TypeKind::IntType: return Kind::IntList;
    case TypeKind::FloatType: return Kind::FloatList;
    case TypeKind::BoolType: return Kind::BoolList;
    case TypeKind::NumberType: return Kind::ScalarList;
    default: return Kind::Other;
  }
}

Kind kind_of(const c10::Type& type) {
  switch (type.kind()) {
    case TypeKind::TensorType: return Kind::Tensor;
    case TypeKind::IntType: return Kind::Int;
    case TypeKind::FloatType: return Kind::Float;
    case TypeKind::BoolType: return Kind::Bool;
    case TypeKind::NumberType: return Kind::Scalar;
    case TypeKind::StringType: return Kind::Str;
    case TypeKind::DeviceObjType: return Kind::Device;
    case TypeKind::GeneratorType: return Kind::Generator;
    case TypeKind::ListType: return list_kind(*type.expectRef<c10::ListType>().getElementType());
    default: return Kind::Other;
  }
}

}  // namespace

Parameter describe(const c10::Argument& argument) {
  Parameter p;
  auto type = argument.type();
  if (auto optional = type->cast<c10::OptionalType>()) {
    p.optional = true;
    type = optional->getElementType();
  }
  p.kind = kind_of(*type);
  p.name = argument.name();
  if (argument.N()) {
    p.width = *argument.N();
  }
  if (argument.default_value()) {
    p.has_fallback = true;
    p.fallback = *argument.default_value();
  }
  return p;
}

namespace {

[[noreturn]] void mismatch(const Operator& op, const Parameter& p, const char* wanted) {
  TORCH_CHECK(false, op.name, ": argument '", p.name, "' must be ", wanted);
}

}  // namespace

at::Scalar scalar_of(const Operator& op, const Parameter& p, const Value& v) {
  switch (v.tag) {
    case Tag::Int: return at::Scalar(v.bits);
    case Tag::Double: return at::Scalar(v.real());
    case Tag::Bool: return at::Scalar(v.bits != 0);
    case Tag::Complex: return at::Scalar(c10::complex<double>(v.at<double>()[0], v.at<double>()[1]));
    default: mismatch(op, p, "a number");
  }
}

namespace {

// A number in a tensor's place promotes types as a Python number does.
at::Tensor wrapped_number(const at::Scalar& scalar) {
  at::Tensor t = at::scalar_tensor(scalar, at::device(at::kCPU).dtype(
      scalar.isFloatingPoint() ? at::kDouble : scalar.isComplex() ? at::kComplexDouble
      : scalar.isBoolean() ? at::kBool : at::kLong));
  t.unsafeGetTensorImpl()->set_wrapped_number(true);
  return t;
}

IValue tensor_argument(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag == Tag::Tensor) {
    return borrow(v.at<void>());
  }
  return wrapped_number(scalar_of(op, p, v));
}

IValue tensors_argument(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag != Tag::TensorList && v.tag != Tag::OptionalTensorList) {
    mismatch(op, p, "a list of tensors");
  }
  void** handles = v.at<void*>();
  if (p.kind == Kind::TensorList) {
    c10::List<at::Tensor> list;
    list.reserve(v.count);
    for (int64_t i = 0; i < v.count; i++) {
      list.push_back(borrow(handles[i]));
    }
    return list;
  }
  c10::List<Optional<at::Tensor>> list;
  list.reserve(v.count);
  for (int64_t i = 0; i < v.count; i++) {
    list.push_back(handles[i] ? Optional<at::Tensor>(borrow(handles[i])) : Optional<at::Tensor>());
  }
  return list;
}

IValue int_list(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag == Tag::IntList) {
    return IValue(c10::IntArrayRef(v.at<int64_t>(), v.count));
  }
  if (v.tag != Tag::Int) {
    mismatch(op, p, "a list of integers");
  }
  return IValue(std::vector<int64_t>(p.width, v.bits));
}

IValue double_list(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag == Tag::DoubleList) {
    return IValue(std::vector<double>(v.at<double>(), v.at<double>() + v.count));
  }
  if (v.tag != Tag::IntList) {
    mismatch(op, p, "a list of numbers");
  }
  return IValue(std::vector<double>(v.at<int64_t>(), v.at<int64_t>() + v.count));
}

IValue bool_list(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag != Tag::BoolList) {
    mismatch(op, p, "a list of booleans");
  }
  c10::List<bool> list;
  for (int64_t i = 0; i < v.count; i++) {
    list.push_back(v.at<int64_t>()[i] != 0);
  }
  return list;
}

IValue int_argument(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag != Tag::Int && v.tag != Tag::Bool) {
    mismatch(op, p, "an integer");
  }
  return IValue(v.bits);
}

IValue double_argument(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag == Tag::Int) {
    return IValue(static_cast<double>(v.bits));
  }
  if (v.tag != Tag::Double) {
    mismatch(op, p, "a number");
  }
  return IValue(v.real());
}

void require(const Operator& op, const Parameter& p, const Value& v, Tag tag, const char* wanted) {
  if (v.tag != tag) {
    mismatch(op, p, wanted);
  }
}

}  // namespace

IValue convert(const Operator& op, const Parameter& p, const Value& v) {
  if (v.tag == Tag::None) {
    if (p.optional) {
      return IValue();
    }
    error_text() = op.name + ": argument '" + p.name + "' must not be null";
    throw MissingArgument();
  }
  switch (p.kind) {
    case Kind::Tensor: return tensor_argument(op, p, v);
    case Kind::TensorList:
    case Kind::OptionalTensorList: return tensors_argument(op, p, v);
    case Kind::Int: return int_argument(op, p, v);
    case Kind::Float: return double_argument(op, p, v);
    case Kind::Bool: require(op, p, v, Tag::Bool, "a boolean"); return IValue(v.bits != 0);
    case Kind::Scalar: return IValue(scalar_of(op, p, v));
    case Kind::Str: require(op, p, v, Tag::Str, "a string"); return IValue(std::string(v.at<char>(), v.count));
    case Kind::IntList: return int_list(op, p, v);
    case Kind::FloatList: return double_list(op, p, v);
    case Kind::BoolList: return bool_list(op, p, v);
    case Kind::Device:
      require(op, p, v, Tag::Device, "a device");
      return IValue(c10::Device(static_cast<c10::DeviceType>(v.bits), static_cast<c10::DeviceIndex>(v.count)));
    case Kind::Generator:
      require(op, p, v, Tag::Generator, "a generator");
      return IValue(*v.at<at::Generator>());
    default: mismatch(op, p, "of a type that this shim converts");
  }
}

}  // namespace workbook
