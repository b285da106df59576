// What describes an operator to the shim: its schema, and arguments as the host gives them.
#pragma once

#include "shim.h"

namespace workbook {

using c10::IValue;

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

struct Operator;

// False where these arguments need the boxed call; nothing has been called then.
using DirectCall = bool (*)(const Operator& op, const Value* given, int64_t count, at::Tensor& result);

struct Operator {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<Parameter> parameters;
  DirectCall direct = nullptr;
};

Parameter describe(const c10::Argument& argument);

// A given argument as the operator's schema asks for it.
IValue convert(const Operator& op, const Parameter& p, const Value& v);

// A number as its argument says.
at::Scalar scalar_of(const Operator& op, const Parameter& p, const Value& v);

// The call without boxes, for operators of the commonest signatures.
DirectCall direct_call(const Operator& op);

}  // namespace workbook
