// Any ATen operator by name: find it once, then call it with arguments converted as its schema asks.
#include "shim.h"

namespace workbook {

std::atomic<int32_t> interrupt_flag{0};

std::string& error_text() {
  static thread_local std::string text;
  return text;
}

namespace {

using c10::IValue;
using c10::TypeKind;

enum class Tag : int64_t {
  None, Tensor, Int, Double, Bool, IntList, TensorList, Device, Str,
  OptionalTensorList, DoubleList, Generator, BoolList, Complex, ScalarList,
};

struct Value {
  Tag tag;
  int64_t bits;   // the value itself, or the address of the first element
  int64_t count;  // of elements, for lists and strings

  double real() const { double d; std::memcpy(&d, &bits, sizeof d); return d; }
  template <class T> T* at() const { return reinterpret_cast<T*>(bits); }
};

enum class Kind : uint8_t {
  Tensor, TensorList, OptionalTensorList, Int, Float, Bool, Scalar, Str,
  IntList, FloatList, BoolList, ScalarList, Device, Generator, Other,
};

struct Parameter {
  Kind kind = Kind::Other;
  bool optional = false;
  int64_t width = 1;  // N of int[N]: a single number stands for N of them
  bool has_fallback = false;
  IValue fallback;
  std::string name;
};

struct Operator {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<Parameter> parameters;
};

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

[[noreturn]] void mismatch(const Operator& op, const Parameter& p, const char* wanted) {
  TORCH_CHECK(false, op.name, ": argument '", p.name, "' must be ", wanted);
}

at::Scalar scalar_of(const Operator& op, const Parameter& p, const Value& v) {
  switch (v.tag) {
    case Tag::Int: return at::Scalar(v.bits);
    case Tag::Double: return at::Scalar(v.real());
    case Tag::Bool: return at::Scalar(v.bits != 0);
    case Tag::Complex: return at::Scalar(c10::complex<double>(v.at<double>()[0], v.at<double>()[1]));
    default: mismatch(op, p, "a number");
  }
}

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

// Results wait here when there are more of them than the caller left room for.
std::vector<Value>& overflow() {
  static thread_local std::vector<Value> rest;
  return rest;
}

struct Results {
  Value* out;
  int64_t room;
  int64_t count = 0;

  void add(Tag tag, int64_t bits, int64_t extra = 0) {
    Value v{tag, bits, extra};
    if (count < room) {
      out[count] = v;
    } else {
      overflow().push_back(v);
    }
    count++;
  }

  void add(at::Tensor&& t) { add(Tag::Tensor, reinterpret_cast<int64_t>(release(std::move(t)))); }

  void add_real(double d) {
    int64_t bits;
    std::memcpy(&bits, &d, sizeof d);
    add(Tag::Double, bits);
  }

  void add(IValue&& v) {
    if (v.isTensor()) {
      add(std::move(v).toTensor());
    } else if (v.isTensorList()) {
      for (at::Tensor& t : v.toTensorVector()) {
        add(std::move(t));
      }
    } else if (v.isInt()) {
      add(Tag::Int, v.toInt());
    } else if (v.isDouble()) {
      add_real(v.toDouble());
    } else if (v.isBool()) {
      add(Tag::Bool, v.toBool() ? 1 : 0);
    } else if (v.isNone()) {
      add(Tag::None, 0);
    } else {
      TORCH_CHECK(false, "a result of type ", v.tagKind(), " cannot be returned");
    }
  }
};

// The stack of operands is kept between calls; a call inside a call (a hook) finds none and makes its own.
struct KeptStack {
  static std::vector<IValue>& slot() {
    static thread_local std::vector<IValue> stack;
    return stack;
  }
  std::vector<IValue> stack = std::move(slot());
  KeptStack() { stack.clear(); }
  ~KeptStack() {
    stack.clear();
    slot() = std::move(stack);
  }
};

}  // namespace
}  // namespace workbook

using namespace workbook;

WB_EXPORT int64_t wb_op_find(const char* name, const char* overload, void** result) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "no operator ", name, *overload ? "." : "", overload, " in this libtorch");
    auto* op = new Operator{*handle, name, {}};
    for (const auto& argument : handle->schema().arguments()) {
      op->parameters.push_back(describe(argument));
    }
    *result = op;
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_op_call(const void* operation, const Value* given, int64_t count, Value* out, int64_t room) {
  return guarded([&] {
    check_interrupt();
    const auto& op = *static_cast<const Operator*>(operation);
    const auto total = static_cast<int64_t>(op.parameters.size());
    TORCH_CHECK(count <= total, op.name, " takes ", total, " arguments, not ", count);
    KeptStack kept;
    for (int64_t i = 0; i < total; i++) {
      const Parameter& p = op.parameters[i];
      if (i < count) {
        kept.stack.push_back(convert(op, p, given[i]));
      } else {
        TORCH_CHECK(p.has_fallback, op.name, ": argument '", p.name, "' is missing");
        kept.stack.push_back(p.fallback);
      }
    }
    op.handle.callBoxed(&kept.stack);
    overflow().clear();
    Results results{out, room};
    for (IValue& v : kept.stack) {
      results.add(std::move(v));
    }
    return results.count;
  });
}

WB_EXPORT void wb_op_overflow(Value* out) {
  std::copy(overflow().begin(), overflow().end(), out);
  overflow().clear();
}

WB_EXPORT int64_t wb_error(char* buffer, int64_t size) {
  const std::string& text = error_text();
  const auto n = std::min<int64_t>(size, static_cast<int64_t>(text.size()));
  std::memcpy(buffer, text.data(), n);
  return static_cast<int64_t>(text.size());
}

WB_EXPORT std::atomic<int32_t>* wb_interrupt_flag() { return &interrupt_flag; }
