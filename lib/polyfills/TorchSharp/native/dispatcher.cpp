// Any ATen operator by name: find it once, then call it with arguments converted as its schema asks.
#include "operators.h"

#include <memory>

namespace workbook {

std::atomic<int32_t> interrupt_flag{0};

std::string& error_text() {
  static thread_local std::string text;
  return text;
}

namespace {

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
    auto op = std::make_unique<Operator>(Operator{*handle, name, {}});
    for (const auto& argument : handle->schema().arguments()) {
      op->parameters.push_back(describe(argument));
    }
    op->direct = direct_call(*op);
    *result = op.release();
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_op_call(const void* operation, const Value* given, int64_t count, Value* out, int64_t room) {
  return guarded([&] {
    check_interrupt();
    const auto& op = *static_cast<const Operator*>(operation);
    const auto total = static_cast<int64_t>(op.parameters.size());
    TORCH_CHECK(count <= total, op.name, " takes ", total, " arguments, not ", count);
    if (at::Tensor result; op.direct != nullptr && room > 0 && op.direct(op, given, count, result)) {
      out[0] = {Tag::Tensor, reinterpret_cast<int64_t>(release(std::move(result))), 0};
      return int64_t{1};
    }
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
