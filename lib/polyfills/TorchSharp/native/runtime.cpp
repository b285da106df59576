// The process: versions, threads, seeds and generators, devices.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ParallelFuture.h>
#include <ATen/Context.h>

using namespace workbook;

WB_EXPORT const char* wb_version() { return TORCH_VERSION; }

WB_EXPORT int64_t wb_num_threads() { return at::get_num_threads(); }

WB_EXPORT int64_t wb_set_num_threads(int64_t count) {
  return guarded([&] {
    at::set_num_threads(static_cast<int>(count));
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_num_interop_threads() { return at::get_num_interop_threads(); }

WB_EXPORT int64_t wb_set_num_interop_threads(int64_t count) {
  return guarded([&] {
    at::set_num_interop_threads(static_cast<int>(count));
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_cuda_device_count() {
  return guarded([&] { return at::hasCUDA() ? static_cast<int64_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; });
}

WB_EXPORT int64_t wb_has_cudnn() {
  return guarded([&] { return int64_t{at::hasCUDA() && at::detail::getCUDAHooks().hasCuDNN()}; });
}

WB_EXPORT int64_t wb_synchronize(int64_t device_type, int64_t index) {
  return guarded([&] {
    if (device_type == static_cast<int64_t>(c10::DeviceType::CUDA)) {
      c10::impl::VirtualGuardImpl guard(c10::DeviceType::CUDA);
      auto at_index = index < 0 ? guard.getDevice().index() : static_cast<c10::DeviceIndex>(index);
#if TORCH_VERSION_MAJOR >= 2
      guard.synchronizeStream(guard.getStream(c10::Device(c10::DeviceType::CUDA, at_index)));
#else
      guard.getStream(c10::Device(c10::DeviceType::CUDA, at_index)).synchronize();
#endif
    }
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_allow_tf32(int64_t value) {
  return guarded([&] {
    if (value >= 0) {
      at::globalContext().setAllowTF32CuBLAS(value != 0);
    }
    return int64_t{at::globalContext().allowTF32CuBLAS()};
  });
}

WB_EXPORT int64_t wb_default_dtype(int64_t dtype) {
  return guarded([&] {
    if (dtype >= 0) {
      at::globalContext();
      c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<at::ScalarType>(dtype)));
    }
    return static_cast<int64_t>(c10::typeMetaToScalarType(c10::get_default_dtype()));
  });
}

WB_EXPORT int64_t wb_deterministic(int64_t mode, int64_t warn_only) {
  return guarded([&] {
    if (mode >= 0) {
      at::globalContext().setDeterministicAlgorithms(mode != 0, warn_only != 0);
    }
    return int64_t{at::globalContext().deterministicAlgorithms()};
  });
}

WB_EXPORT int64_t wb_manual_seed(uint64_t seed) {
  return guarded([&] {
    at::manual_seed(seed);
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_generator_default(int64_t device_type, int64_t index, void** out) {
  return guarded([&] {
    c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
    *out = new at::Generator(at::globalContext().defaultGenerator(device));
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_generator_new(uint64_t seed, int64_t device_type, int64_t index, void** out) {
  return guarded([&] {
    c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
    at::Generator generator = device.is_cpu()
        ? at::detail::createCPUGenerator(seed)
        : at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    *out = new at::Generator(std::move(generator));
    return int64_t{0};
  });
}

WB_EXPORT void wb_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }

WB_EXPORT int64_t wb_generator_seed(void* generator, int64_t set, uint64_t seed, uint64_t* out) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    if (set == 1) {
      g.set_current_seed(seed);
    } else if (set == 2) {
      g.seed();
    }
    *out = g.current_seed();
    return int64_t{0};
  });
}

WB_EXPORT int64_t wb_generator_state(void* generator, void* state, void** out) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    if (state != nullptr) {
      g.set_state(borrow(state));
    }
    *out = release(g.get_state());
    return int64_t{0};
  });
}
